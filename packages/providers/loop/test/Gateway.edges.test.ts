import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Gateway, Outcome, Sending } from "@refund-rules/engine"
import { type Answering, patienceWith, says, type Seen, silence, withServer } from "@refund-rules/harness/answering"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { loopGateway } from "../src/index.ts"
import { sendingOf } from "./sending.ts"

type GatewayService = (typeof Gateway)["Service"]

/** A Loop that answers as it is told, by method and path up to the query, while a gateway is used. */
const withLoop = <A>(
  answers: Readonly<Record<string, Answering>>,
  use: (gateway: GatewayService) => Effect.Effect<A>,
): Promise<{ readonly value: A; readonly seen: readonly Seen[] }> =>
  withServer(
    (response, request) => {
      const answer = answers[`${request.method} ${request.url.split("?", 1)[0]}`] ?? says(404, "nothing here")
      answer(response, request)
    },
    async (url, seen) => {
      const timeoutMs = patienceWith(...Object.values(answers))
      const using = Effect.flatMap(loopGateway({ url: `${url}/`, key: Redacted.make("canary"), timeoutMs }), use)
      return { value: await Effect.runPromise(Effect.provide(using, NodeHttpClient.layerUndici)), seen }
    },
  )

const CREATE = "POST /v1/admin/refunds"
const LIST = "GET /v1/admin/refunds"
const PAYMENT = "GET /v1/payments/pm_1"

const made = { refund_id: "r_1", payment_id: "pm_1", charge_id: "ch_1", amount_cents: 4000, status: "succeeded" }
const no = (error: string) => ({ error, message: "no" })

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
      ok(!outcome.cause.includes("canary"), "a cause tells the token")
      return outcome._tag
  }
}

const rows: readonly (readonly [string, Answering, string, string?])[] = [
  ["a refund", says(201, made), "Acknowledged succeeded"],
  ["one under way", says(201, { ...made, status: "processing" }), "Acknowledged pending"],
  ["one that failed", says(201, { ...made, status: "failed" }), "Acknowledged failed"],
  ["another 2xx, and members to come", says(200, { ...made, later: 1 }), "Acknowledged succeeded"],
  ["no charge", says(201, { ...made, charge_id: null }), "Acknowledged succeeded"],
  ["another charge", says(201, { ...made, charge_id: "ch_2" }), "Unknown"],
  ["another payment", says(201, { ...made, payment_id: "pm_2" }), "Unknown"],
  ["one cent more", says(201, { ...made, amount_cents: 4001 }), "Unknown"],
  ["an amount as a text", says(201, { ...made, amount_cents: "4000" }), "Unknown"],
  ["no id", says(201, { ...made, refund_id: "" }), "Unknown"],
  ["a page", says(200, "<html>"), "Unknown"],
  ["500", says(500, no("internal_error")), "Unknown"],
  ["a hang-up", (response) => void response.destroy(), "Unknown"],
  ["silence", silence, "Unknown"],
  ["a redirect", says(302, "", { location: "/elsewhere" }), "Unknown"],
  ["a proxy's 404", says(404, "<html>"), "Unknown"],
  ["an address that nothing answers at", says(404, { error: "Not Found", message: "x" }), "Misconfigured", "Unknown"],
  ["a wrong token", says(401, no("unauthorized")), "Misconfigured"],
  ["a token that may not", says(403, no("forbidden")), "Misconfigured"],
  ["too many requests", says(429, no("slow"), { "retry-after": "7" }), "NotNow 7"],
  ["already refunded", says(409, no("conflict")), "Refused already_refunded", "Unknown"],
  ["a payment that has not succeeded", says(412, no("not_succeeded")), "Refused not_succeeded", "Unknown"],
  ["no such charge", says(404, no("not_found")), "Refused not_found", "Unknown"],
  ["a no in the platform's words", says(422, { error: "bad", error_description: "x" }), "Refused bad", "Unknown"],
]

describe("what Loop says is taken for what it is worth", () => {
  for (const [what, answer, first, later = first] of rows) {
    it(what, async () => {
      const sent = async (attempt: number) => {
        const { seen, value } = await withLoop({ [CREATE]: answer }, (gateway) => gateway.send(sendingOf({ attempt })))
        strictEqual(seen.length, 1, "something was sent again unasked")
        return told(value)
      }
      deepStrictEqual([await sent(1), await sent(2)], [first, later])
    })
  }
})

describe("a refund is sent", () => {
  it("with its token, its amount and its id", async () => {
    const { seen } = await withLoop({ [CREATE]: says(201, made) }, (gateway) =>
      gateway.send(sendingOf({ ask: { amount: 4000, note: "wrong size" } })),
    )
    strictEqual(seen[0]!.headers.authorization, "Bearer canary")
    deepStrictEqual(JSON.parse(seen[0]!.body), {
      charge_id: "ch_1",
      amount_cents: 4000,
      reason: "[ref_1] wrong size",
    })
  })
  it("not at all where Loop has no name for the payment", async () => {
    const { seen, value } = await withLoop({}, (gateway) => gateway.send(sendingOf({ payment: { references: {} } })))
    deepStrictEqual([told(value), seen.length], ["Misconfigured", 0])
  })
})

describe("a look-up", () => {
  const at = new Date().toISOString()
  const item = { ...made, customer_id: "cus_1", reason: "[ref_1]", created_at: at }
  const foreign = { ...item, refund_id: "r_9", reason: "[ref_9]" }
  const payment = { id: "pm_1", customer_id: "cus_1", amount_cents: "10000", currency: "eur", status: "succeeded" }
  const fact = { providerRefundId: "r_1", status: "succeeded", amount: 4000, currency: "EUR" }
  const found = async (list: Answering, sending: Sending = sendingOf(), known: Answering = says(200, payment)) =>
    (await withLoop({ [LIST]: list, [PAYMENT]: known }, (gateway) => gateway.find(sending))).value
  const listOf = (...refunds: readonly object[]): Answering => says(200, { refunds })

  it("finds the refund by our id, or by Loop's where that is known", async () => {
    deepStrictEqual(await found(listOf(foreign, item)), fact)
    const unmarked = { ...foreign, reason: null }
    deepStrictEqual(await found(listOf(unmarked, item), sendingOf({ providerRefundId: "r_9" })), {
      ...fact,
      providerRefundId: "r_9",
    })
    deepStrictEqual(await found(listOf({ ...item, amount_cents: 1 })), { ...fact, amount: 1 })
  })
  it("denies where the whole list, and the payment, say so", async () => {
    strictEqual(await found(listOf()), undefined)
    strictEqual(await found(listOf(foreign)), undefined)
    const before = { ...item, reason: null, created_at: "2020-01-01T00:00:00Z" }
    strictEqual(await found(listOf(before)), undefined)
    const elsewhere = { ...item, reason: null, payment_id: "pm_2", charge_id: "ch_2" }
    strictEqual(await found(listOf(elsewhere)), undefined)
  })
  it("denies by a list that was cut only where it goes back beyond the refund", async () => {
    const before = { ...foreign, created_at: "2020-01-01T00:00:00Z" }
    const cutAt = (count: number, last: object) => listOf(...Array.from({ length: count }, () => foreign), last)
    strictEqual(await found(cutAt(9, before)), undefined)
    strictEqual(await found(cutAt(99, before)), undefined)
    strictEqual(await found(cutAt(8, foreign)), undefined)
    strictEqual(await found(cutAt(9, foreign)), "unknown")
    strictEqual(await found(cutAt(9, { ...before, created_at: null })), "unknown")
    strictEqual(await found(listOf(before, ...Array.from({ length: 10 }, () => foreign))), "unknown")
  })
  it.each<readonly [string, () => Promise<unknown>]>([
    ["a list that may go on", () => found(listOf(...Array.from({ length: 100 }, () => foreign)))],
    ["a refund that may be this one", () => found(listOf({ ...item, reason: "kept otherwise" }))],
    ["one that does not say when", () => found(listOf({ ...item, reason: null, created_at: null }))],
    ["another payment under our id", () => found(listOf({ ...item, payment_id: "pm_2" }))],
    ["another refund of ours under its id", () => found(listOf(foreign), sendingOf({ providerRefundId: "r_9" }))],
    ["a payment without a customer", () => found(listOf(), sendingOf({ payment: { customer: undefined } }))],
    ["a payment of somebody else", () => found(listOf(), sendingOf(), says(200, { ...payment, customer_id: "cus_2" }))],
    ["a payment Loop does not know", () => found(listOf(), sendingOf(), says(404, no("not_found")))],
    [
      "a payment without a name of its own",
      () => found(listOf(), sendingOf({ payment: { references: { chargeId: "ch_1" } } })),
    ],
    ["an id that is not there any more", () => found(listOf(), sendingOf({ providerRefundId: "r_1" }))],
    ["500", () => found(says(500, no("x")))],
    ["a page", () => found(says(200, "<html>"))],
    ["silence", () => found(silence)],
  ])("does not deny on %s", async (_, looked) => strictEqual(await looked(), "unknown"))
})

describe("a payment is fetched", () => {
  const payment = { id: "pm_1", customer_id: "cus_1", amount_cents: "10000", currency: "eur", status: "succeeded" }
  const fetched = async (known: Answering, list: Answering = says(200, { refunds: [] })) =>
    (await withLoop({ [PAYMENT]: known, [LIST]: list }, (gateway) => gateway.fetchPayment!({ paymentId: "pm_1" })))
      .value
  it("with its customer and what was refunded of it", async () => {
    const refunds = [made, { ...made, refund_id: "r_2", payment_id: "pm_2" }]
    const value = await fetched(says(200, { ...payment, created_at: "2026-01-01T00:00:00Z" }), says(200, { refunds }))
    deepStrictEqual(value, {
      payment: {
        provider: "loop",
        references: { paymentId: "pm_1" },
        currency: "EUR",
        captured: 10_000,
        status: "captured",
        customer: { id: "cus_1" },
        capturedAt: "2026-01-01T00:00:00.000Z",
      },
      refunds: [{ providerRefundId: "r_1", status: "succeeded", amount: 4000, currency: "EUR" }],
    })
  })
  it("as nothing only where Loop knows none", async () => {
    strictEqual(await fetched(says(404, no("not_found"))), undefined)
    strictEqual(await fetched(says(404, "<html>")), "unknown")
  })
  const unreadable: readonly (readonly [string, Answering, Answering?])[] = [
    ["500", says(500, no("x"))],
    ["another payment", says(200, { ...payment, id: "pm_2" })],
    ["a currency that is none", says(200, { ...payment, currency: "xxx" })],
    ["a fraction", says(200, { ...payment, amount_cents: "100.5" })],
    ["no customer", says(200, { ...payment, customer_id: null })],
    ["no list", says(200, payment), says(500, no("x"))],
    [
      "a list that may go on",
      says(200, { ...payment, created_at: "2020-01-01T00:00:00Z" }),
      says(200, { refunds: Array.from({ length: 50 }, () => ({ ...made, created_at: "2026-01-01T00:00:00Z" })) }),
    ],
    ["a refund that does not say of what", says(200, payment), says(200, { refunds: [{ ...made, payment_id: null }] })],
    ["silence", silence],
  ]
  for (const [what, known, list] of unreadable) {
    it(`not at all on ${what}`, async () => strictEqual(await fetched(known, list), "unknown"))
  }
})
