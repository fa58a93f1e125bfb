import type { RefundTotal, Scope } from "@refund-rules/engine"
import { afterAll, describe, expect, test } from "vitest"
import type { Call } from "@refund-rules/store-kysely"
import { run, shop } from "./given.ts"
import { lived } from "./lived.ts"

const { close, connection, reports } = await lived(":memory:")
afterAll(close)

const minute = (of: number): string => new Date(Date.parse("2026-01-01T00:00:00.000Z") + of * 60_000).toISOString()
const totals = async (from: number, until: number, scope: Scope = shop): Promise<readonly RefundTotal[]> =>
  (await run(reports.refunds(scope, { from: minute(from), until: minute(until) }))).toSorted(
    (a, b) => a.amount - b.amount,
  )

const alike = { provider: "sandbox", currency: "EUR", reason: null, refunds: 1 }

describe("a report of refunds", () => {
  test("sums what is alike, as it stands now", async () => {
    expect(await totals(0, 60)).toEqual([
      { ...alike, status: "review", reason: "duplicate", amount: 100 },
      { ...alike, status: "accepted", refunds: 2, amount: 700 },
      { ...alike, status: "succeeded", refunds: 2, amount: 1050 },
    ])
  })

  test("begins with its first instant and ends before its last", async () => {
    expect(await totals(1, 4)).toEqual([{ ...alike, status: "succeeded", amount: 1000 }])
    expect(await totals(4, 4)).toEqual([])
  })

  test("of periods that follow each other adds up to the whole", async () => {
    const sum = (some: readonly RefundTotal[]) =>
      some.reduce((all, { amount, refunds }) => [all[0]! + refunds, all[1]! + amount], [0, 0])
    const whole = sum(await totals(0, 60))
    for (let cut = 0; cut <= 60; cut++)
      expect(sum([...(await totals(0, cut)), ...(await totals(cut, 60))])).toEqual(whole)
  })

  test("holds nothing of another merchant or mode", async () => {
    expect(await totals(0, 60, { ...shop, merchant: "rival" })).toEqual([])
    expect(await totals(0, 60, { ...shop, mode: "live" })).toEqual([])
  })

  test("is found by the index of instants, whatever lies before and after the period", async () => {
    const plans: string[] = []
    const runCall = connection.run.bind(connection)
    connection.run = (call: Call) => {
      const steps = connection.database.prepare(`explain query plan ${call.statement.sql}`).all(...call.values)
      plans.push((steps as readonly { readonly detail: string }[]).map(({ detail }) => detail).join("; "))
      return runCall(call)
    }
    await totals(1, 4).finally(() => (connection.run = runCall))
    expect(plans).toEqual([
      expect.stringMatching(/SEARCH refund USING INDEX refund_listed .*created_at>\? AND created_at<\?/),
    ])
  })
})
