import Database from "better-sqlite3"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { asking, commanding, ending, paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)
const file = join(place.folder, "store.db")

/** The statement a program without a guard would run: the balance moves whatever the version was. */
const unguarded = (set: string): string => `update payment set ${set} where merchant = 'shop' and id = 'p1'`

test("the database itself refuses what takes more than was captured, with the guard out of the way", async () => {
  const { close, store } = await openStore({ url: file })
  await run(store.open(shop, paymentOf("p1")))
  await run(store.change(shop, "p1", asking("r1", 6000)))
  await close()
  const database = new Database(file)
  for (const [set, constraint] of [
    ["held = held + 4001", "taken_within_captured"],
    ["refunded = refunded + 9999", "taken_within_captured"],
    ["retained = 4001", "taken_within_captured"],
    ["disputed = 4001", "taken_within_captured"],
    ["captured = 5999", "taken_within_captured"],
    ["held = -1", "held >= 0"],
    ["refunded = -1", "refunded >= 0"],
    ["held = 1.5", "cannot store REAL value in INTEGER column"],
    ["mode = 'both'", "mode in ('test', 'live')"],
  ] as const)
    expect(() => database.prepare(unguarded(set)).run(), set).toThrow(constraint)
  expect(() => database.prepare(unguarded("held = held + 4000")).run()).not.toThrow()
  for (const [set, constraint] of [
    ["taken = gross + 1", "taken_within_gross"],
    ["taken = -1", "taken_within_gross"],
    ["units_taken = units + 1", "units_within_quantity"],
  ] as const)
    expect(() => database.prepare(`update line set ${set}`).run(), set).toThrow(constraint)
  database.close()
})

test("a claim that the core never judged is refused by the database, and nothing of it is kept", async () => {
  const { close, store } = await openStore({ url: ":memory:" })
  await run(store.open(shop, paymentOf("p1")))
  const line = { id: "b", net: 4001, taxes: [], amount: 4001, retained: 0, units: 0 }
  for (const claim of [
    { paid: 10_001, retained: 0, lines: [] },
    { paid: 10_000, retained: 1, lines: [] },
    { paid: 4001, retained: 0, lines: [line] },
  ]) {
    const events = [{ _tag: "RefundRequested", refundId: "r1", status: "accepted", claim, ask: {}, at: "x" } as never]
    expect(await ending(store.change(shop, "p1", () => ({ events, answer: true })))).toContain(
      "CHECK constraint failed",
    )
  }
  expect(await run(store.history(shop, "p1"))).toEqual([])
  await close()
})

test("what the world takes beyond the capture is recorded as excess, and what we then ask finds nothing left", async () => {
  const { close, store } = await openStore({ url: ":memory:" })
  await run(store.open(shop, paymentOf("p1")))
  await run(store.change(shop, "p1", asking("r1", 6000)))
  const adopted = { _tag: "AdoptRefund", refundId: "a1", amount: 7000, at: "2026-01-02T00:00:00.000Z" } as const
  expect(await run(store.change(shop, "p1", commanding(adopted)))).toBe(true)
  expect(await run(store.change(shop, "p1", asking("r2", 1)))).toBe(false)
  await close()
})

test("a refund id stands for one refund of a merchant, whichever payment it is asked of", async () => {
  const { close, store } = await openStore({ url: ":memory:" })
  await run(store.open(shop, paymentOf("p1")))
  await run(store.open(shop, paymentOf("p2")))
  await run(store.change(shop, "p1", asking("r1", 10)))
  expect(await ending(store.change(shop, "p2", asking("r1", 10)))).toContain("UNIQUE constraint failed")
  expect(await run(store.history(shop, "p2"))).toEqual([])
  await close()
})
