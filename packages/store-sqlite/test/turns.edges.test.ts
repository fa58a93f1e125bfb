import { afterAll, expect, test } from "vitest"
import { join } from "node:path"
import { asking, paymentOf, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"
import { temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

/** A store that counts its commits, over a payment with room for many small refunds. */
const counting = async (name: string) => {
  let commits = 0
  const store = openInside(join(place.folder, name), {
    crashPoint: (at) => void (commits += at === "after-commit" ? 1 : 0),
  })
  await run(store.store.open(shop, paymentOf("p1")))
  await new Promise(setImmediate)
  commits = 0
  return { ...store, commits: () => commits, ask: (id: string) => run(store.store.change(shop, "p1", asking(id, 1))) }
}

test("a lone caller is answered before the event loop turns", async () => {
  const { ask, close, commits } = await counting("lone.db")
  let turned = false
  setImmediate(() => (turned = true))
  await ask("r1")
  expect([turned, commits()]).toEqual([false, 1])
  close()
})

test("a caller that asks again and again does not keep the event loop from turning", async () => {
  const { ask, close } = await counting("again.db")
  let turned = false
  setImmediate(() => setImmediate(() => (turned = true)))
  for (let n = 0; n < 10_000 && !turned; n++) await ask(`r${n}`)
  expect(turned).toBe(true)
  close()
})

test("those who ask in one breath share one commit, and so do they when they ask again", async () => {
  const { ask, close, commits } = await counting("together.db")
  const twice = async (n: number) => {
    await ask(`r${n}`)
    await ask(`again ${n}`)
  }
  await Promise.all(Array.from({ length: 64 }, (_, n) => twice(n)))
  expect(commits()).toBe(2)
  close()
})

test("those who come one by one in one turn of the event loop share a commit, all but the first", async () => {
  const { ask, close, commits } = await counting("turn.db")
  const asked: Promise<boolean>[] = []
  // Each comes in a callback of its own, with all microtasks in between, as requests do.
  await new Promise<void>((done) => {
    for (let n = 0; n < 64; n++) setImmediate(() => asked.push(ask(`r${n}`)))
    setImmediate(done)
  })
  await Promise.all(asked)
  expect(commits()).toBe(2)
  close()
})

test("the latest instant of a group is kept once, and is the latest of all of it", async () => {
  const { close, commits, records, store } = await counting("latest.db")
  const seconds = [3, 7, 5]
  const at = (second: number) => `2026-03-01T00:00:0${second}.000Z`
  for (const second of seconds) await run(store.open(shop, paymentOf(`of ${second}`)))
  const before = commits()
  const ask = (second: number) => run(store.change(shop, `of ${second}`, asking(`r${second}`, 1, at(second))))
  await Promise.all(seconds.map(ask))
  expect([await run(records.latest), commits() - before]).toEqual([at(7), 1])
  close()
})
