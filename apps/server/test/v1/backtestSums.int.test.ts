/** A backtest of amounts that are each a number, and together none. */
import { afterAll, beforeAll, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"
import { ended, strict } from "./backtests.ts"

let server: Serving
beforeAll(async () => void (server = await serve({ REFUND_RULES_POLL_MS: "50" })))
afterAll(() => server.close())

it("is given up where its groups have sums and all of them together have none", async () => {
  const captured = Number.MAX_SAFE_INTEGER
  for (const reason of ["goodwill", "duplicate"]) {
    const body = { id: reason, provider: "sandbox", references: {}, currency: "EUR", captured }
    expect((await server.ask("POST", "/v1/payments", { body })).status).toBe(201)
    const refund = { paymentId: reason, amount: captured, reason }
    expect((await server.ask("POST", "/v1/refunds", { key: reason, body: refund })).status).toBe(201)
  }
  const asked = await server.ask("POST", "/v1/backtests", { body: { policy: strict(1), by: ["reason"] } })
  const { json, status } = await ended(server.ask, asked.json.id)
  expect([status, json.status, json.stopped?.code, json.result]).toEqual([200, "stopped", "failed", null])
  expect(json.stopped.detail).toContain("sums")
})
