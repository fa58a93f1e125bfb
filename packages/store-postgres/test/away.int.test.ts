/** A server that is away for a moment: whoever asks meanwhile waits for it, and it is not asked for sessions by all of them. */
import { LedgerStore } from "@refund-rules/engine"
import { postgres, StoreHealth, storeContext } from "@refund-rules/store-kysely"
import { Context } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Connections } from "../src/Connections.ts"
import { connectWorker } from "../src/open.ts"
import { postgresRunner } from "../src/postgresRunner.ts"
import { ending, paymentOf, run, shop } from "./given.ts"
import { openStore, startStores } from "./stores.ts"

let stores: Awaited<ReturnType<typeof startStores>>
beforeAll(async () => {
  stores = await startStores()
})
afterAll(() => stores.stop())

it("what is read while the server is killed and started again waits for it, as what is changed does", async () => {
  const url = await stores.newUrl()
  const opened = await openStore({ url })
  await run(opened.store.open(shop, paymentOf("p1")))
  await opened.close()
  const runner = postgresRunner({
    dialect: postgres(),
    now: Date.now,
    connections: new Connections(() => connectWorker(url), 3, 60_000),
    replica: undefined,
    crashPoint: () => undefined,
    grouped: true,
    lanes: 2,
  })
  const store = Context.get(storeContext(runner), LedgerStore)
  await run(store.read(shop, "p1"))
  await stores.server.crash()
  const reading = Array.from({ length: 40 }, () => run(store.read(shop, "p1")))
  await stores.restart()
  expect(await Promise.all(reading)).toHaveLength(40)
  await runner.close()
})

it("after it was waited for, whoever comes is told at once that it is away, and so is whoever asks how it is", async () => {
  const opened = await openStore({ url: await stores.newUrl() })
  await stores.server.crash()
  const health = Context.get(opened.context, StoreHealth).check
  expect(await ending(opened.store.read(shop, "p1"))).toBe("StoreUnavailable")
  const from = performance.now()
  for (let times = 0; times < 10; times++) {
    expect(await ending(opened.store.read(shop, "p1"))).toBe("StoreUnavailable")
    expect(await ending(opened.store.open(shop, paymentOf("p1")))).toBe("StoreUnavailable")
    expect((await run(health))._tag).toBe("Unavailable")
  }
  // Thirty that waited five seconds each would take a hundred and fifty.
  expect(performance.now() - from).toBeLessThan(50_000)
  await stores.restart()
  expect(await run(opened.store.open(shop, paymentOf("p1")))).toMatchObject({ isNew: true })
  expect((await run(health))._tag).toBe("Ready")
  await opened.close()
})

describe("sessions that cannot be opened", () => {
  /** Sessions of the real server, and how many were tried, at once and in all. */
  const counting = (url: string, patience: number) => {
    const tried = { now: 0, atOnce: 0, inAll: 0 }
    const open = async () => {
      tried.inAll += 1
      tried.now += 1
      tried.atOnce = Math.max(tried.atOnce, tried.now)
      return connectWorker(url).finally(() => (tried.now -= 1))
    }
    return { tried, connections: new Connections(open, 8, patience) }
  }

  it("are tried one at a time, however many wait, and then all of them have one in turn", async () => {
    const url = await stores.newUrl()
    await (await openStore({ url })).close()
    await stores.server.crash()
    const { connections, tried } = counting(url, 60_000)
    const waiting = Array.from({ length: 64 }, () => connections.with((one) => one.ask("select 1 as one")))
    // Eight were begun before anybody knew; from the first that fails on it is one.
    await expect.poll(() => tried.inAll).toBeGreaterThan(10)
    Object.assign(tried, { atOnce: 0 })
    await expect.poll(() => tried.inAll).toBeGreaterThan(14)
    expect(tried.atOnce).toBe(1)
    await stores.server.restart()
    expect(await Promise.all(waiting)).toHaveLength(64)
    await connections.close()
  })

  it("are waited for no longer than was said, and from then on not at all", async () => {
    const { connections, tried } = counting("postgres://nobody@127.0.0.1:1/nothing", 200)
    const ends = await Promise.allSettled(Array.from({ length: 64 }, () => connections.acquire()))
    expect(ends.filter(({ status }) => status === "rejected")).toHaveLength(64)
    const before = tried.inAll
    await expect(connections.acquire()).rejects.toThrow(/ECONNREFUSED/)
    expect(tried.inAll - before).toBeLessThanOrEqual(2)
    await connections.close()
  })

  it("are waited for by nobody once all are given back", async () => {
    const { connections } = counting("postgres://nobody@127.0.0.1:1/nothing", 60_000)
    const [waiting] = await Promise.all([Promise.allSettled([connections.acquire()]), connections.close()])
    expect(waiting).toMatchObject([{ status: "rejected", reason: { message: "the store was closed" } }])
    await expect(connections.acquire()).rejects.toThrow("the store was closed")
  })
})
