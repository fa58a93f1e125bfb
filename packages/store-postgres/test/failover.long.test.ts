/** The first server is lost at work: what was answered is on the one that followed, where commits waited for it. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { connected, COPIED, copyOf, elsewhere, until } from "./copies.ts"
import { ask, askUntil, brokenIn, paymentOf, run, shop, standing } from "./given.ts"
import { openStore, startStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => {
  stores = await startStores(COPIED)
})
afterAll(() => stores.stop())

it("nothing that was answered is missing on the server that followed, when the first one is lost at work", async () => {
  const url = await stores.newUrl()
  const first = await openStore({ url })
  await run(first.store.open(shop, paymentOf("p1", 1_000_000)))
  await using standby = await copyOf(stores, "standby")
  await stores.admin.query("alter system set synchronous_standby_names = 'standby'")
  await stores.admin.query("select pg_reload_conf()")
  await until(async () => {
    const { rows } = await stores.admin.query("select sync_state from pg_stat_replication")
    return rows.some(({ sync_state }) => sync_state === "sync")
  })
  const answered: string[] = []
  let isOver = false
  const working = Promise.all(
    Array.from({ length: 8 }, async (_, client) => {
      for (let index = 0; !isOver; index++) {
        const key = `${client} ${index}`
        const answer = await ask(first, "p1", key, 10).catch(() => undefined)
        if (answer !== undefined && "answer" in answer && answer.answer !== null) answered.push(key)
      }
    }),
  )
  await until(async () => answered.length > 100)
  await stores.server.crash()
  isOver = true
  const follower = await connected(standby.url)
  await follower.query("select pg_promote()")
  await working
  const second = await openStore({ url: elsewhere(url, standby.url) })
  const { refunds } = await standing(second, "p1")
  expect(answered.filter((key) => !refunds.includes(key))).toEqual([])
  for (const key of answered.slice(-20))
    expect(await askUntil(second, "p1", key, 10)).toEqual({ _tag: "Replayed", answer: key })
  expect(await askUntil(second, "p1", "after", 10)).toEqual({ _tag: "Done", answer: "after" })
  expect(await brokenIn(second)).toEqual([])
  await Promise.all([first.close(), second.close()])
  await follower.end()
})
