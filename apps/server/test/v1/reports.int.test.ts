/** Sums over refunds, over real sockets: of a database that has a past, day by day, and of nobody else's. */
import { handle, parsePayment } from "@refund-rules/core"
import { LedgerStore, type Scope } from "@refund-rules/engine"
import { SqliteStore } from "@refund-rules/store-sqlite"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

const folder = mkdtempSync(join(tmpdir(), "refund-rules-reports-"))
const url = `file:${join(folder, "past.db")}`
const scope: Scope = { merchant: "default", mode: "test" }
const huge = Number.MAX_SAFE_INTEGER - 1

const payment = (id: string, currency: string, captured: number) => {
  const parsed = parsePayment({ id, provider: "sandbox", references: {}, currency, captured })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return { ...parsed.value, id }
}

const asked: readonly (readonly [payment: string, at: string, amount: number, reason?: "duplicate"])[] = [
  ["euros", "2026-01-30T23:59:59.999Z", 100, "duplicate"],
  ["euros", "2026-01-31T00:00:00.000Z", 200],
  ["euros", "2026-01-31T12:00:00.000Z", 300],
  ["dollars", "2026-01-31T13:00:00.000Z", 50],
  ["huge", "2025-06-01T00:00:00.000Z", huge],
  ["huger", "2025-06-02T00:00:00.000Z", huge],
]

const past = Effect.gen(function* () {
  const store = yield* LedgerStore
  for (const [id, currency, captured] of [
    ["euros", "EUR", 10_000],
    ["dollars", "USD", 10_000],
    ["huge", "EUR", huge],
    ["huger", "EUR", huge],
  ] as const)
    yield* store.open(scope, payment(id, currency, captured))
  for (const [index, [id, at, amount, reason]] of asked.entries())
    yield* store.change(scope, id, (ledger) => {
      const ask = { amount, ...(reason === undefined ? {} : { reason }) }
      const refundId = `r${index}`
      const events = handle(ledger, { _tag: "Request", refundId, ask, review: true, requestedBy: "ann", at })
      if (!events.ok) throw new Error(JSON.stringify(events))
      return { events: events.value, answer: refundId, subject: refundId, errands: [], by: "ann" }
    })
})

let server: Serving
beforeAll(async () => {
  await Effect.runPromise(Effect.provide(past, SqliteStore.layer({ url })))
  server = await serve({ REFUND_RULES_DATABASE_URL: url })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const report = (query: string, as?: string) =>
  server.ask("GET", `/v1/reports/refunds?${query}`, as === undefined ? {} : { as })
const january = "from=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z"

describe("a report of refunds", () => {
  it("tells by status what was asked for in the period, each currency by itself", async () => {
    const { json, status } = await report(january)
    expect([status, json]).toEqual([
      200,
      {
        from: "2026-01-01T00:00:00.000Z",
        until: "2026-02-01T00:00:00.000Z",
        totals: [
          { status: "review", currency: "EUR", refunds: 3, amount: 600 },
          { status: "review", currency: "USD", refunds: 1, amount: 50 },
        ],
      },
    ])
  })

  it("tells apart by what it is told to", async () => {
    expect((await report(`${january}&by=day`)).json.totals).toEqual([
      { day: "2026-01-30", currency: "EUR", refunds: 1, amount: 100 },
      { day: "2026-01-31", currency: "EUR", refunds: 2, amount: 500 },
      { day: "2026-01-31", currency: "USD", refunds: 1, amount: 50 },
    ])
    expect((await report(`${january}&by=reason,provider,provider`)).json.totals).toEqual([
      { reason: "duplicate", provider: "sandbox", currency: "EUR", refunds: 1, amount: 100 },
      { reason: null, provider: "sandbox", currency: "EUR", refunds: 2, amount: 500 },
      { reason: null, provider: "sandbox", currency: "USD", refunds: 1, amount: 50 },
    ])
  })

  it("begins with its first instant and ends before its last, wherever these are written", async () => {
    const { json } = await report("from=2026-01-31T01:00:00%2B01:00&until=2026-01-31T13:00:00%2B01:00&by=day")
    expect(json.totals).toEqual([{ day: "2026-01-31", currency: "EUR", refunds: 1, amount: 200 }])
    expect((await report("until=2026-03-01T23:59:59.999Z")).json.totals[0]).toMatchObject({ refunds: 3 })
    expect((await report("until=2026-03-02T00:00:00Z")).json.totals[0]).toMatchObject({ refunds: 2 })
  })

  it("of the last 30 days holds what was asked for just now", async () => {
    await server.ask("POST", "/v1/refunds", { key: "now", body: { paymentId: "dollars", amount: 7 } })
    const { json } = await report("by=provider")
    expect(Date.parse(json.until) - Date.parse(json.from)).toBe(30 * 86_400_000)
    expect(json.totals).toEqual([{ provider: "sandbox", currency: "USD", refunds: 1, amount: 7 }])
  })

  it("is another's where the key is", async () => {
    await server.ask("POST", "/v1/merchants", { body: { id: "rival" } })
    const body = { actor: "a", scopes: ["read"], merchant: "rival" }
    const made = await server.ask("POST", "/v1/keys", { body })
    expect([made.status, (await report(january, made.json.key)).json.totals]).toEqual([201, []])
    const { key } = (await server.ask("POST", "/v1/keys", { body: { actor: "a", scopes: ["refunds:write"] } })).json
    expect((await report(january, key)).status).toBe(403)
  })

  it.each([
    ["by=customer", "/by"],
    ["by=", "/by"],
    ["from=yesterday", "/from"],
    ["from=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z", "/from"],
    ["from=2024-01-01T00:00:00Z&until=2026-01-01T00:00:00Z", "/from"],
    ["from=2025-05-01T00:00:00Z&until=2025-07-01T00:00:00Z", "/until"],
    ["limit=1", "/limit"],
  ])("asked for with %s is refused, never rounded", async (query, pointer) => {
    const { json, status } = await report(query)
    expect([status, json.code, json.errors[0].pointer]).toEqual([422, "invalid_field", pointer])
  })
})
