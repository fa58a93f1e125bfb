import Database from "better-sqlite3"
import { Effect } from "effect"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { SqliteFailed } from "../src/Connection.ts"
import { asking, ending, paymentOf, run, shop } from "./given.ts"
import { openInside } from "./inside.ts"
import { temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

test("a full disk is told as unavailable, nothing is lost, and with room again the next change works", async () => {
  const { close, connection, health, store } = openInside(join(place.folder, "full.db"))
  await run(store.open(shop, paymentOf("p1")))
  await run(store.change(shop, "p1", asking("r1", 10)))
  const pages = Number(connection.database.pragma("page_count", { simple: true }))
  connection.database.pragma(`max_page_count = ${pages}`)
  const answers: unknown[] = []
  // The last page takes a few more; then there is no room.
  for (let n = 2; n < 200 && answers.at(-1) !== "StoreUnavailable"; n++)
    answers.push(await ending(store.change(shop, "p1", asking(`r${n}`, 10))))
  expect(answers.at(-1)).toBe("StoreUnavailable")
  expect(await run(store.history(shop, "p1"))).toHaveLength(answers.length)
  expect((await run(health))._tag).toBe("Unavailable")
  connection.database.pragma("max_page_count = 100000")
  expect(await run(store.change(shop, "p1", asking("r last", 10)))).toBe(true)
  expect(await run(health)).toEqual({ _tag: "Ready" })
  close()
})

test("a database that has become read-only is told as unavailable and not ready, until it can be written again", async () => {
  const { close, connection, health, store } = openInside(join(place.folder, "readonly.db"))
  await run(store.open(shop, paymentOf("p1")))
  connection.database.pragma("query_only = 1")
  expect(await ending(store.change(shop, "p1", asking("r1", 10)))).toBe("StoreUnavailable")
  expect(await run(health)).toMatchObject({ _tag: "Unavailable" })
  expect((await run(store.read(shop, "p1"))).version).toBe(0)
  connection.database.pragma("query_only = 0")
  expect(await run(health)).toEqual({ _tag: "Ready" })
  expect(await run(store.change(shop, "p1", asking("r1", 10)))).toBe(true)
  close()
})

test("a change waits for another process's lock without blocking the process, and then goes through", async () => {
  const file = join(place.folder, "busy.db")
  const { close, store } = openInside(file)
  await run(store.open(shop, paymentOf("p1")))
  const other = new Database(file)
  other.exec("begin immediate")
  let turns = 0
  const counting = setInterval(() => turns++, 5)
  const waiting = run(store.change(shop, "p1", asking("r1", 10)))
  // Were the lock waited for in one piece, nothing else would turn until it is given up.
  await expect.poll(() => turns).toBeGreaterThan(20)
  other.exec("commit")
  expect(await waiting).toBe(true)
  clearInterval(counting)
  other.close()
  close()
})

test("a lock that is held too long is told as unavailable, and the next change works", async () => {
  const file = join(place.folder, "locked.db")
  const { close, store } = openInside(file, { patience: 100 })
  await run(store.open(shop, paymentOf("p1")))
  const other = new Database(file)
  other.exec("begin immediate")
  const key = { door: "native", key: "k", fingerprint: "f" }
  expect(await ending(store.changeOnce(shop, key, "p1", asking("r1", 10)))).toBe("StoreUnavailable")
  other.exec("commit")
  other.close()
  expect(await run(store.changeOnce(shop, key, "p1", asking("r1", 10)))).toEqual({ _tag: "Done", answer: true })
  close()
})

test("after a failed sync the store takes nothing any more and says so; opened again it knows what is on the disk", async () => {
  const file = join(place.folder, "sync.db")
  const { close, connection, health, store } = openInside(file)
  await run(store.open(shop, paymentOf("p1")))
  const control = connection.control.bind(connection)
  // The driver's own answer where the kernel could not sync: no test can break a disk, only say what SQLite then says.
  connection.control = (sql) => {
    if (sql === "commit") throw new SqliteFailed("stopped", "SQLITE_IOERR_FSYNC", new Error("disk I/O error"))
    control(sql)
  }
  const both = [asking("r1", 10), asking("r2", 10)].map((judge) => ending(store.change(shop, "p1", judge)))
  expect(await Promise.all(both)).toEqual(["StoreUnavailable", "StoreUnavailable"])
  connection.control = control
  expect(await ending(store.change(shop, "p1", asking("r3", 10)))).toBe("StoreUnavailable")
  expect(await run(health)).toMatchObject({ _tag: "Stopped", reason: expect.stringContaining("SQLITE_IOERR_FSYNC") })
  close()
  const again = openInside(file)
  expect(await run(again.store.change(shop, "p1", asking("r3", 10)))).toBe(true)
  again.close()
})

test("more waiting changes than a bound are refused at once, and those before them are done", async () => {
  const { close, store } = openInside(":memory:")
  await run(store.open(shop, paymentOf("p1")))
  const nothing = () => ({ events: [], answer: "done" })
  const all = await Promise.all(Array.from({ length: 10_003 }, () => ending(store.change(shop, "p1", nothing))))
  expect(all.filter((one) => one === "StoreUnavailable")).toHaveLength(3)
  expect(all.slice(0, 10_000).every((one) => one === "done")).toBe(true)
  close()
})

test("a change taken back before its commit leaves nothing", async () => {
  const { close, store } = openInside(":memory:")
  await run(store.open(shop, paymentOf("p1")))
  const taken = new AbortController()
  const exit = Effect.runPromiseExit(store.change(shop, "p1", asking("r1", 10)), { signal: taken.signal })
  taken.abort()
  expect((await exit)._tag).toBe("Failure")
  expect(await run(store.change(shop, "p1", asking("r2", 10)))).toBe(true)
  expect((await run(store.read(shop, "p1"))).refunds.map(({ id }) => id)).toEqual(["r2"])
  close()
})

test("a closed store says so", async () => {
  const { close, health, store } = openInside(":memory:")
  await run(store.open(shop, paymentOf("p1")))
  const waiting = ending(store.change(shop, "p1", asking("r1", 10)))
  close()
  expect(await waiting).toBe(true)
  expect(await ending(store.change(shop, "p1", asking("r2", 10)))).toBe("StoreUnavailable")
  expect(await ending(store.read(shop, "p1"))).toBe("StoreUnavailable")
  expect(await run(health)).toMatchObject({ _tag: "Stopped" })
})

test("one that fails after writing takes nobody else of its group along", async () => {
  const { close, store } = openInside(":memory:")
  for (const id of ["p1", "p2", "p3"]) await run(store.open(shop, paymentOf(id)))
  const claim = { paid: 10_001, retained: 0, lines: [] }
  const forged = { _tag: "RefundRequested", refundId: "x", status: "accepted", claim, ask: {}, at: "x" } as never
  const group = [
    store.change(shop, "p1", asking("r1", 10)),
    store.change(shop, "p2", () => ({ events: [forged], answer: true })),
    store.change(shop, "p3", asking("r3", 10)),
    store.change(shop, "p1", asking("r4", 10_000)),
  ]
  const answers = await Promise.all(group.map(ending))
  expect(answers).toEqual([true, expect.stringContaining("CHECK constraint failed"), true, false])
  expect(await run(store.history(shop, "p2"))).toEqual([])
  expect((await run(store.lease("w", 1, 10))).map(({ errand }) => errand.id)).toEqual(["send r1", "send r3"])
  close()
})

test("time goes back neither for leases nor for what is kept, whatever the wall clock shows", async () => {
  let wall = Date.parse("2026-01-01T12:00:00.000Z")
  const clock = () => wall
  const first = openInside(join(place.folder, "time.db"), { clock })
  await run(first.store.open(shop, paymentOf("p1")))
  await run(first.store.change(shop, "p1", asking("r1", 10, "2026-01-01T12:00:00.000Z")))
  expect(await run(first.store.lease("w1", 60, 10))).toHaveLength(1)
  wall -= 3_600_000
  expect(await run(first.store.lease("w2", 60, 10))).toHaveLength(0)
  expect(await run(first.records.latest)).toBe("2026-01-01T12:00:00.000Z")
  wall += 3_600_000 + 60_000
  expect(await run(first.store.lease("w3", 60, 10))).toHaveLength(1)
  first.close()
})
