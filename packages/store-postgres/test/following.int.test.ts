/** A second server that follows: lists and reports are read there, and a backup is what it would be. */
import { Records } from "@refund-rules/engine"
import { Context } from "effect"
import type { Client } from "pg"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { connected, COPIED, copyOf, elsewhere, until } from "./copies.ts"
import { ask, brokenIn, type Opened, paymentOf, run, shop, standing } from "./given.ts"
import { openStore, startStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => {
  stores = await startStores(COPIED)
})
afterAll(() => stores.stop())

/** Longer than a test stands still. */
const STALE = 60_000

const copied = (becoming: "standby" | "restored") => copyOf(stores, becoming)

const listed = async ({ context }: Opened): Promise<number> =>
  (await run(Context.get(context, Records).refunds(shop, {}, { limit: 100 }))).items.length

/** A session there that has read a list ends with its transaction; one that only looked how near it is has none. */
const readsThere = (opened: Opened, follower: Client): Promise<void> =>
  until(async () => {
    await listed(opened)
    const { rowCount } = await follower.query(
      "select from pg_stat_activity where application_name = 'refund-rules' and query = 'rollback'",
    )
    return rowCount !== 0
  })

const isPaused = (follower: Client): Promise<void> =>
  until(
    async () => (await follower.query("select pg_get_wal_replay_pause_state() as state")).rows[0]?.state === "paused",
  )

describe("a server that follows", () => {
  it("is asked for lists, and never for a decision", async () => {
    const url = await stores.newUrl()
    await (await openStore({ url })).close()
    await using standby = await copied("standby")
    const follower = await connected(standby.url)
    const opened = await openStore({ url, replicaUrl: elsewhere(url, standby.url), replicaStaleMilliseconds: STALE })
    await run(opened.store.open(shop, paymentOf("p1")))
    await ask(opened, "p1", "r1", 6000)
    await readsThere(opened, follower)
    await until(async () => (await listed(opened)) === 1)
    // It stands still, and tells what was; whoever asks for money meets what is.
    await follower.query("select pg_wal_replay_pause()")
    await isPaused(follower)
    expect(await ask(opened, "p1", "r2", 6000)).toEqual({ _tag: "Done", answer: null })
    expect(await ask(opened, "p1", "r3", 4000)).toEqual({ _tag: "Done", answer: "r3" })
    expect(await listed(opened)).toBe(1)
    expect((await standing(opened, "p1")).refunds).toEqual(["r1", "r3"])
    expect(await run(Context.get(opened.context, Records).refund(shop, "r3"))).toMatchObject({ paymentId: "p1" })
    await follower.query("select pg_wal_replay_resume()")
    await until(async () => (await listed(opened)) === 2)
    await follower.end()
    await opened.close()
  })

  it("is not asked any more where it tells what is too old, or nothing, and is asked again once it is near", async () => {
    const url = await stores.newUrl()
    await (await openStore({ url })).close()
    const standby = await copied("standby")
    const follower = await connected(standby.url)
    const opened = await openStore({ url, replicaUrl: elsewhere(url, standby.url), replicaStaleMilliseconds: 3_000 })
    await run(opened.store.open(shop, paymentOf("p1")))
    // Nobody who asks three seconds after the answer is told what was before it; others are, so it is asked at all. Where
    // that answer took seconds itself, nobody is left to be told what was before it: then it is done once more.
    const late: number[] = []
    let asks = 0
    while (late.length === 0) {
      await follower.query("select pg_wal_replay_resume()")
      await readsThere(opened, follower)
      await follower.query("select pg_wal_replay_pause()")
      await isPaused(follower)
      await ask(opened, "p1", `r${(asks += 1)}`, 10)
      const answered = performance.now()
      for (let askedAt = answered; (await listed(opened)) < asks; askedAt = performance.now())
        late.push(askedAt - answered)
    }
    expect(late.at(-1)).toBeLessThan(3_000)
    await follower.end()
    await standby.stop()
    for (let times = 0; times < 5; times++) expect(await listed(opened)).toBe(asks)
    await opened.close()
  })

  it("is refused where it is named as the first one", async () => {
    const url = await stores.newUrl()
    await using standby = await copied("standby")
    await expect(openStore({ url: elsewhere(url, standby.url) })).rejects.toThrow(/postgres_is_standby/)
  })
})

it("a backup taken at work holds all that was answered before it, and proves itself where it is restored", async () => {
  const url = await stores.newUrl()
  const opened = await openStore({ url })
  await run(opened.store.open(shop, paymentOf("p1", 1_000_000)))
  const answered: string[] = []
  let isOver = false
  const working = (async () => {
    for (let index = 0; !isOver; index++) {
      await ask(opened, "p1", `r${index}`, 10)
      answered.push(`r${index}`)
    }
  })()
  await until(async () => answered.length > 30)
  const before = [...answered]
  await using backup = await copied("restored")
  isOver = true
  await working
  const restored = await openStore({ url: elsewhere(url, backup.url) })
  const { refunds } = await standing(restored, "p1")
  expect(before.filter((id) => !refunds.includes(id))).toEqual([])
  expect(await brokenIn(restored)).toEqual([])
  expect(await ask(restored, "p1", "r0", 10)).toEqual({ _tag: "Replayed", answer: "r0" })
  await Promise.all([opened.close(), restored.close()])
})
