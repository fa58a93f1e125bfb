/** What a signed webhook is read as: facts of refunds in ISO units, names of payments, and what is not for us. */
import { Effect, Redacted } from "effect"
import Stripe from "stripe"
import { describe, expect, it } from "vitest"
import { stripeWebhook } from "../src/index.ts"

const secret = "whsec_0123456789"
const { webhooks } = new Stripe("sk_test_1")
const NOW = 1_795_000_000

const refund = {
  id: "re_1",
  object: "refund",
  amount: 4000,
  currency: "eur",
  status: "succeeded",
  charge: "ch_1",
  payment_intent: "pi_1",
  metadata: {},
}
const event = { id: "evt_1", object: "event", type: "refund.updated", created: NOW, livemode: false }

const readText = (payload: string, mode: "test" | "live" = "test") => {
  const signature = webhooks.generateTestHeaderString({ payload, secret, timestamp: NOW })
  const body = new TextEncoder().encode(payload)
  const call = { body, headers: { "stripe-signature": signature }, secrets: [Redacted.make(secret)], nowSeconds: NOW }
  return Effect.runPromise(stripeWebhook(call, mode))
}
const read = (object: object = {}, given: object = {}, mode: "test" | "live" = "test") =>
  readText(JSON.stringify({ ...event, ...given, data: { object: { ...refund, ...object } } }), mode)

const telling = (given: object = {}, fact: object = {}) => ({
  provider: "stripe",
  id: "evt_1",
  type: "refund.updated",
  tells: {
    references: { paymentIntent: "pi_1", charge: "ch_1" },
    fact: { providerRefundId: "re_1", status: "succeeded", amount: 4000, currency: "EUR", ...fact },
    ...given,
  },
})

describe("a webhook about a refund", () => {
  it.each(["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"])(
    "is read as one: %s",
    async (type) => expect(await read({}, { type })).toEqual({ ...telling(), type }),
  )
  it.each([
    ["pending", "pending"],
    ["requires_action", "requires_action"],
    ["succeeded", "succeeded"],
    ["failed", "failed"],
    ["canceled", "canceled"],
    ["on_its_way", "pending"],
    [null, "pending"],
  ])("in the state %s is %s", async (status, ours) =>
    expect(await read({ status })).toEqual(telling({}, { status: ours })),
  )
  it.each([
    [
      { currency: "jpy", amount: 4000 },
      { currency: "JPY", amount: 4000 },
    ],
    [
      { currency: "isk", amount: 4000 },
      { currency: "ISK", amount: 40 },
    ],
    [
      { currency: "kwd", amount: 4000 },
      { currency: "KWD", amount: 4000 },
    ],
  ])("has its amount in ISO units: %j", async (object, fact) => expect(await read(object)).toEqual(telling({}, fact)))
  it("names its payment as far as it says, written out or not", async () => {
    const written = { charge: { id: "ch_1", object: "charge" }, payment_intent: { id: "pi_1" } }
    expect(await read(written)).toEqual(telling())
    expect(await read({ charge: null })).toEqual(telling({ references: { paymentIntent: "pi_1" } }))
    expect(await read({ payment_intent: undefined })).toEqual(telling({ references: { charge: "ch_1" } }))
    expect(await read({ charge: null, payment_intent: null })).toEqual(telling({ references: {} }))
  })
  it("gives our own id back where it has it", async () => {
    expect(await read({ metadata: { refund_rules_id: "ref_1", a: "b" } })).toEqual(telling({ refundId: "ref_1" }))
    expect(await read({ metadata: null })).toEqual(telling())
  })
})

describe("a webhook that is not about what is kept here", () => {
  it("is known by its id and kind alone", async () =>
    expect(await read({}, { type: "charge.succeeded" })).toEqual({
      provider: "stripe",
      id: "evt_1",
      type: "charge.succeeded",
    }))
  it("is of no interest where it is of the other mode", async () => {
    expect(await read({}, { livemode: true })).toBe("of no interest")
    expect(await read({}, {}, "live")).toBe("of no interest")
    expect(await read({}, { livemode: true }, "live")).toEqual(telling())
  })
})

describe("a webhook that nobody can read", () => {
  it.each([
    ["no JSON", "refund.updated"],
    ["half of it", JSON.stringify(event).slice(0, 40)],
    ["an array", "[]"],
    ["no event", JSON.stringify({ ...event, object: "refund" })],
    ["no id", JSON.stringify({ ...event, id: "", data: { object: refund } })],
    ["no data", JSON.stringify(event)],
    ["no mode", JSON.stringify({ ...event, livemode: undefined, data: { object: refund } })],
  ])("is told so: %s", async (_, text) => expect(await readText(text)).toBe("unreadable"))
  it.each([
    ["another object", { object: "charge" }],
    ["no id", { id: "" }],
    ["an amount as text", { amount: "4000" }],
    ["a fraction", { amount: 40.5 }],
    ["a currency that is none", { currency: "xxx" }],
    ["an amount off the step", { currency: "isk", amount: 4001 }],
    ["an amount below 0", { amount: -1 }],
  ])("is told so: %s for a refund", async (_, object) => expect(await read(object)).toBe("unreadable"))
})
