import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import type { Outcome } from "@refund-rules/engine"
import { type Answering, patienceWith, says, silence, withServer } from "@refund-rules/harness/answering"
import { describe, it } from "vitest"
import { sendingOf } from "./sending.ts"
import { withGateway } from "./serving.ts"

const refund = {
  id: "re_1",
  object: "refund",
  amount: 4000,
  currency: "eur",
  created: 1_767_225_600,
  status: "succeeded",
  payment_intent: "pi_1",
  metadata: { refund_rules_id: "ref_1" },
}
const error = (type: string, code?: string) => ({
  error: { type, message: "no", ...(code === undefined ? {} : { code }) },
})
const alreadyRefunded = error("invalid_request_error", "charge_already_refunded")

type Row = readonly [name: string, answer: Answering, first: string, later?: string]

const rows: readonly Row[] = [
  ["a refund that succeeded", says(200, refund), "Acknowledged succeeded"],
  ["a refund that failed", says(200, { ...refund, status: "failed" }), "Acknowledged failed"],
  ["a refund that was canceled", says(200, { ...refund, status: "canceled" }), "Acknowledged canceled"],
  ["a state that nobody knows", says(200, { ...refund, status: "on_its_way" }), "Acknowledged pending"],
  ["no state", says(200, { ...refund, status: null }), "Acknowledged pending"],
  [
    "null where its document says text",
    says(200, { ...refund, charge: null, description: null, reason: null, metadata: null }),
    "Acknowledged succeeded",
  ],
  ["no payment", says(200, { ...refund, payment_intent: null }), "Acknowledged succeeded"],
  ["one unit more", says(200, { ...refund, amount: 4001 }), "Unknown"],
  ["an amount as text", says(200, { ...refund, amount: "4000" }), "Unknown"],
  ["another currency", says(200, { ...refund, currency: "usd" }), "Unknown"],
  ["a currency that is none", says(200, { ...refund, currency: "xxx" }), "Unknown"],
  ["another refund of ours", says(200, { ...refund, metadata: { refund_rules_id: "ref_2" } }), "Unknown"],
  [
    "another one of ours that failed",
    says(200, { ...refund, status: "failed", metadata: { refund_rules_id: "ref_2" } }),
    "Unknown",
  ],
  ["another payment", says(200, { ...refund, payment_intent: "pi_2" }), "Unknown"],
  ["no id", says(200, { ...refund, id: "" }), "Unknown"],
  ["an error with 200", says(200, alreadyRefunded), "Unknown"],
  ["a page", says(200, "<html>"), "Unknown"],
  ["a hang-up", (response) => void response.destroy(), "Unknown"],
  ["silence", silence, "Unknown"],
  ["a redirect", says(302, "", { location: "/elsewhere" }), "Unknown"],
  ["a conflict of keys", says(409, error("idempotency_error")), "Unknown"],
  ["a key with another content", says(400, error("idempotency_error")), "Unknown"],
  ["500", says(500, error("api_error")), "Unknown"],
  ["a proxy's 400", says(400, "<html>bad request</html>"), "Unknown"],
  ["a proxy's 404", says(404, "not found"), "Unknown"],
  ["too many requests", says(429, error("invalid_request_error"), { "retry-after": "7" }), "NotNow 7"],
  ["a wrong key", says(401, error("invalid_request_error")), "Misconfigured"],
  ["an unknown address", says(404, error("invalid_request_error")), "Misconfigured", "Unknown"],
  ["already refunded", says(400, alreadyRefunded), "Refused already_refunded", "Unknown"],
  [
    "no such payment",
    says(404, error("invalid_request_error", "resource_missing")),
    "Refused resource_missing",
    "Unknown",
  ],
]

const told = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Acknowledged":
      return `Acknowledged ${outcome.fact.status}`
    case "NotNow":
      return `NotNow ${outcome.retryAfterSeconds}`
    case "Refused":
      return `Refused ${outcome.code}`
    case "NotSent":
    case "Unknown":
    case "Misconfigured":
      return outcome._tag
  }
}

describe("what WooshPay answers means for the money", () => {
  for (const [name, answer, first, later = first] of rows) {
    it(name, async () => {
      for (const [attempt, should] of [
        [1, first],
        [2, later],
      ] as const) {
        await withServer(answer, async (url, seen) => {
          const outcome = await withGateway(url, (gateway) => gateway.send(sendingOf({ attempt })), {
            timeoutMs: patienceWith(answer),
          })
          strictEqual(told(outcome), should)
          strictEqual(seen.length, 1)
          ok(!JSON.stringify(outcome).includes("canary"))
        })
      }
    })
  }
  it("nobody there is not sent", async () => {
    const outcome = await withGateway("http://127.0.0.1:9", (gateway) => gateway.send(sendingOf()))
    strictEqual(outcome._tag, "NotSent")
  })
})

const sent = (wanted: Parameters<typeof sendingOf>[0] = {}, settings = {}) =>
  withServer(says(200, refund), async (url, seen) => {
    await withGateway(url, (gateway) => gateway.send(sendingOf(wanted)), settings)
    return { ...seen[0]!, json: JSON.parse(seen[0]!.body) as Readonly<Record<string, unknown>> }
  })

describe("a refund is sent", () => {
  it("as one request with the amount as a text, by the key with an empty password", async () => {
    const { headers, json, method, url } = await sent()
    deepStrictEqual([method, url], ["POST", "/v1/refunds"])
    deepStrictEqual(
      [headers["authorization"], headers["content-type"], headers["accept"], headers["idempotency-key"]],
      [`Basic ${btoa("sk_test_canary:")}`, "application/json", "application/json", "rr_ref_1"],
    )
    deepStrictEqual(json, { payment_intent: "pi_1", amount: "4000", metadata: { refund_rules_id: "ref_1" } })
  })
  it("of everything with the amount all the same", async () => {
    strictEqual((await sent({ ask: {} })).json["amount"], "10000")
  })
  it.each<readonly [string, unknown]>([
    ["duplicate", "duplicate"],
    ["requested_by_customer", "requested_by_customer"],
    ["resolved_dispute", "resolved_dispute"],
    ["goodwill", undefined],
    ["fraudulent", undefined],
  ])("for %s with %s as its reason", async (reason, should) => {
    strictEqual((await sent({ ask: { amount: 4000, reason } as never })).json["reason"], should)
  })
  it("with fraud by choice", async () => {
    const ask = { amount: 4000, reason: "fraudulent" } as never
    strictEqual((await sent({ ask }, { forwardFraudulent: true })).json["reason"], "fraudulent")
  })
  it("the same on every attempt", async () => {
    strictEqual((await sent({ attempt: 1 })).body, (await sent({ attempt: 2 })).body)
  })
  it("not at all where WooshPay has no name for the payment", async () => {
    const nameless = sendingOf({ payment: { references: {} } })
    const outcome = await withGateway("http://127.0.0.1:9", (gateway) => gateway.send(nameless))
    strictEqual(outcome._tag, "Misconfigured")
  })
})

describe("a look-up", () => {
  const looked = (answer: Answering, wanted = {}) =>
    withServer(answer, async (url, seen) => {
      const found = await withGateway(url, (gateway) => gateway.find(sendingOf(wanted)), {
        timeoutMs: patienceWith(answer),
      })
      return { found, asked: seen.map(({ headers, method, url: each }) => [method, each, headers["content-type"]]) }
    })
  const known = { providerRefundId: "re_1" }
  const fact = { providerRefundId: "re_1", status: "succeeded", amount: 4000, currency: "EUR" }

  it("by the id that WooshPay gave asks for that one, and says what it wants to read", async () => {
    deepStrictEqual(await looked(says(200, refund), known), {
      found: fact,
      asked: [["GET", "/v1/refunds/re_1", "application/json"]],
    })
  })
  it("without an id asks nobody, and denies nothing", async () => {
    deepStrictEqual(await looked(says(200, refund)), { found: "unknown", asked: [] })
  })
  it("tells of another amount as it is, for the desk to judge", async () => {
    deepStrictEqual((await looked(says(200, { ...refund, amount: 1 }), known)).found, { ...fact, amount: 1 })
  })
  it.each<readonly [string, Answering]>([
    ["500", says(500, error("api_error"))],
    ["a page of a proxy", says(200, "<html>")],
    ["a wrong key", says(401, error("invalid_request_error"))],
    ["what is gone", says(404, error("invalid_request_error", "resource_missing"))],
    ["another refund", says(200, { ...refund, id: "re_2" })],
    ["another payment", says(200, { ...refund, payment_intent: "pi_2" })],
    ["silence", silence],
  ])("does not deny on %s", async (_, answer) => {
    strictEqual((await looked(answer, known)).found, "unknown")
  })
})
