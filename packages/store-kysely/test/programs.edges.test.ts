import { sqlite, type Call, migrateOnce, type Steps } from "@refund-rules/store-kysely"
import { describe, expect, test } from "vitest"
import { readCursor, cursorAfter, sealOf } from "../src/reading/cursor.ts"
import { LedgerCache, placeOf } from "../src/programs/LedgerCache.ts"
import { openLedger, parsePayment } from "@refund-rules/core"
import { write } from "../src/Statement.ts"

/** Runs a program against given rows, and tells what it asked. */
const asked = <A>(steps: Steps<A>, rowsOf: (call: Call) => readonly unknown[]): readonly string[] => {
  const sql: string[] = []
  for (let step = steps.next(); step.done !== true; step = steps.next(rowsOf(step.value)))
    sql.push(step.value.statement.sql)
  return sql
}

const NEWEST = 9

describe("a migration", () => {
  const at = "2026-01-01T00:00:00.000Z"
  test("applies what is missing, and tells its version last", () => {
    const statements = asked(migrateOnce(sqlite, at), () => [{ version: null }])
    expect(statements.at(-1)).toContain("values (1, 'first', '2026-01-01T00:00:00.000Z')")
  })

  test("applies one version at a time", () => {
    const statements = asked(migrateOnce(sqlite, at), () => [{ version: 1 }])
    expect(statements.at(-1)).toContain("values (2, 'inbox', '2026-01-01T00:00:00.000Z')")
  })

  test("does nothing where nothing is missing", () => {
    expect(asked(migrateOnce(sqlite, at), () => [{ version: NEWEST }])).toHaveLength(2)
  })

  test("refuses a database from tomorrow before it changes anything in it", () => {
    expect(() => asked(migrateOnce(sqlite, at), () => [{ version: NEWEST + 1 }])).toThrow(`knows up to ${NEWEST}`)
  })
})

test("a statement takes its values by name, and none is written into it by accident", () => {
  const set = write<{ readonly id: string; readonly at: string }>()(sqlite, (writer, { at, id }) =>
    writer.updateTable("policy").set({ published_at: at }).where("id", "=", id),
  )
  const call = set({ id: "p1", at: "now" }).next().value as Call
  expect([call.statement.sql, call.values]).toEqual([
    `update "policy" set "published_at" = ? where "id" = ?`,
    ["now", "p1"],
  ])
  const careless = () =>
    write<Record<never, never>>()(sqlite, (writer) => writer.deleteFrom("policy").where("id", "=", "p1"))
  expect(careless).toThrow("holds `p1` as a value")
})

describe("the cache of ledgers", () => {
  const scope = { merchant: "shop", mode: "test" } as const
  const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1000 })
  const ledger = openLedger(parsed.ok ? parsed.value : (undefined as never))

  test("gives the ledger that was kept last, and the head to compare with what is stored", () => {
    const cache = new LedgerCache()
    cache.keep("p1", "head 1", ledger)
    expect(cache.find("p1")).toMatchObject({ head: "head 1", ledger })
    cache.keep("p1", "head 2", ledger)
    expect(cache.find("p1")?.head).toBe("head 2")
    expect(cache.find("p2")).toBe(undefined)
  })

  test("keeps no more than its bound, and what was used last the longest", () => {
    const cache = new LedgerCache()
    for (let n = 0; n < 40_000; n++) {
      cache.keep(`p${n}`, "head", ledger)
      cache.find("p0")
    }
    const kept = Array.from({ length: 40_000 }, (_, n) => n).filter((n) => cache.find(`p${n}`) !== undefined)
    expect([kept[0], kept.includes(1), kept.at(-1)]).toEqual([0, false, 39_999])
    expect(kept.length).toBeLessThanOrEqual(30_000)
    expect(kept.length).toBeGreaterThan(10_000)
  })

  test("tells the payments of merchants and modes apart", () => {
    const others = [
      { merchant: "shop", mode: "live" },
      { merchant: "shops", mode: "test" },
    ] as const
    expect(new Set([scope, ...others].map((one) => placeOf(one, "p1"))).size).toBe(3)
    expect(placeOf({ ...scope, merchant: "a b" }, "c")).not.toBe(placeOf({ ...scope, merchant: "a" }, "b c"))
  })
})

test("a cursor is read by the list that gave it only", () => {
  const sha256 = (text: string): string => `${text.length}${text}`.replaceAll(/\W/g, "").padEnd(16, "0")
  const scope = { merchant: "shop", mode: "test" } as const
  const seal = sealOf(sha256, "refund", scope, { status: "review", reason: undefined })
  expect(seal).toBe(sealOf(sha256, "refund", scope, { status: "review" }))
  const ended = { at: "2026-01-01T00:00:00.000Z", id: "r1" }
  expect(readCursor(seal, cursorAfter(seal, ended))).toEqual(ended)
  expect(() => readCursor(`${seal}x`, cursorAfter(seal, ended))).toThrow()
})
