import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict"
import type Stripe from "stripe"
import { afterAll, beforeAll, describe, it } from "vitest"
import { heardToEnd } from "../http/saying.ts"
import { rootKey } from "../serving.ts"
import { face, type Facing, type Paid } from "./stripeClient.ts"

let facing: Facing
beforeAll(async () => {
  facing = await face()
})
afterAll(() => facing.close())

/** The error of a call, and how many requests it took. */
const failing = async (
  call: (stripe: Stripe) => Promise<unknown>,
  stripe = facing.clientOf(rootKey, { maxNetworkRetries: 2 }),
) => {
  let requests = 0
  stripe.on("request", () => (requests += 1))
  const error = await call(stripe).then(
    () => undefined,
    (failure: unknown) => failure as Stripe.errors.StripeError,
  )
  ok(error !== undefined, "the call succeeded")
  return { error, requests }
}

const bad =
  (params: object) =>
  (stripe: Stripe, { charge }: Paid) =>
    stripe.refunds.create({ charge, ...params })
type Text = string | undefined
type Row = readonly [string, (stripe: Stripe, paid: Paid) => Promise<unknown>, number, Text?, Text?, RegExp?]

const rows: readonly Row[] = [
  ["an amount above what is left", bad({ amount: 10_001 }), 400, undefined, "amount", /greater than unrefunded amount/],
  ["an amount of 0", bad({ amount: 0 }), 400, "parameter_invalid_integer", "amount"],
  ["a negative amount", bad({ amount: -5 }), 400, "parameter_invalid_integer", "amount"],
  ["a fraction", bad({ amount: 1.5 }), 400, "parameter_invalid_integer", "amount"],
  ["an amount in words", bad({ amount: "ten" }), 400, "parameter_invalid_integer", "amount"],
  ["an amount that is nothing", bad({ amount: "" }), 400, "parameter_invalid_empty", "amount"],
  ["an amount of nine digits", bad({ amount: 100_000_000 }), 400, "amount_too_large", "amount"],
  [
    "an unknown parameter",
    bad({ amount_cents: 5 }),
    400,
    "parameter_unknown",
    "amount_cents",
    /unknown parameter: amount_cents/,
  ],
  ["a prototype for a parameter", bad(JSON.parse('{"__proto__":{"a":"1"}}')), 400, "parameter_unknown", "__proto__"],
  ["an unknown reason", bad({ reason: "expired_uncaptured_charge" }), 400, undefined, "reason"],
  ["an origin that is none", bad({ origin: "card" }), 400, undefined, "origin"],
  ["another currency", bad({ currency: "usd" }), 400, undefined, "currency"],
  ["a currency that is none", bad({ currency: "euro" }), 400, undefined, "currency"],
  ["another customer", bad({ customer: "cus_2" }), 400, undefined, "customer"],
  ["a text that is too long", bad({ customer: "c".repeat(5001) }), 400, undefined, "customer"],
  ["an address that is none", bad({ instructions_email: "nobody" }), 400, "email_invalid", "instructions_email"],
  ["a flag in other words", bad({ reverse_transfer: "yes" }), 400, undefined, "reverse_transfer"],
  ["metadata that is text", bad({ metadata: "x" }), 400, undefined, "metadata"],
  ["metadata in metadata", bad({ metadata: { a: { b: "c" } } }), 400, undefined, "metadata[a]"],
  ["a long name in metadata", bad({ metadata: { ["k".repeat(41)]: "v" } }), 400],
  ["a long value in metadata", bad({ metadata: { k: "v".repeat(501) } }), 400, undefined, "metadata[k]"],
  [
    "51 pairs of metadata",
    bad({ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"])) }),
    400,
    undefined,
    "metadata",
  ],
  [
    "what cannot be written out",
    bad({ expand: ["amount"] }),
    400,
    undefined,
    "expand",
    /cannot be expanded \(amount\)/,
  ],
  ["writing out too deep", bad({ expand: ["charge.customer.charge"] }), 400, undefined, "expand"],
  ["no payment at all", (stripe) => stripe.refunds.create({ amount: 5 }), 400, "parameter_missing", "payment_intent"],
  [
    "an unknown charge",
    (stripe) => stripe.refunds.create({ charge: "ch_x" }),
    404,
    "resource_missing",
    "charge",
    /No such charge: 'ch_x'/,
  ],
  [
    "an unknown payment intent",
    (stripe) => stripe.refunds.create({ payment_intent: "pi_x" }),
    404,
    "resource_missing",
    "payment_intent",
  ],
  [
    "a charge and an intent of two payments",
    async (stripe, { charge }) =>
      stripe.refunds.create({ charge, payment_intent: (await facing.pay()).payment_intent }),
    400,
    undefined,
    "charge",
  ],
  [
    "an unknown refund",
    (stripe) => stripe.refunds.retrieve("re_x"),
    404,
    "resource_missing",
    "id",
    /No such refund: 're_x'/,
  ],
  [
    "an update of an unknown refund",
    (stripe) => stripe.refunds.update("re_x", { metadata: {} }),
    404,
    "resource_missing",
  ],
  ["a cancel of an unknown refund", (stripe) => stripe.refunds.cancel("re_x"), 404, "resource_missing"],
  ["an id that is none", (stripe) => stripe.refunds.retrieve("../payments"), 404],
  ["a page of 0", (stripe) => stripe.refunds.list({ limit: 0 }), 400, "parameter_invalid_integer", "limit"],
  ["a page of 101", (stripe) => stripe.refunds.list({ limit: 101 }), 400, "parameter_invalid_integer", "limit"],
  [
    "a list after an unknown refund",
    (stripe) => stripe.refunds.list({ starting_after: "re_x" }),
    400,
    "resource_missing",
    "starting_after",
  ],
  ["a list both ways", (stripe) => stripe.refunds.list({ starting_after: "a", ending_before: "b" }), 400],
  ["a list from a time that is none", (stripe) => stripe.refunds.list({ created: { gte: "x" } } as never), 400],
  [
    "a list written out without its place",
    (stripe) => stripe.refunds.list({ expand: ["charge"] }),
    400,
    undefined,
    "expand",
  ],
]

describe("Stripe's own client fails as it does at Stripe", () => {
  for (const [what, call, status, code, param, words] of rows) {
    it(`on ${what}, and does not ask again`, async () => {
      const paid = await facing.pay()
      const { error, requests } = await failing((stripe) => call(stripe, paid))
      deepStrictEqual([error.type, error.statusCode], ["StripeInvalidRequestError", status], error.message)
      if (code !== undefined || param !== undefined) strictEqual(error.code, code)
      if (param !== undefined) strictEqual(error.param, param)
      if (words !== undefined) match(error.message, words)
      match(String(error.requestId), /^req_/)
      strictEqual(requests, 1)
    })
  }

  it("on a disputed payment", async () => {
    const { charge, id } = await facing.pay()
    const dispute = { id: `dp_${id}`, amount: 10_000, status: "open" }
    strictEqual((await facing.ask("POST", `/v1/payments/${id}/disputes`, { body: dispute })).status < 300, true)
    const { error } = await failing((stripe) => stripe.refunds.create({ charge }))
    deepStrictEqual([error.code, error.statusCode], ["charge_disputed", 400])
  })

  it("on a payment that is not captured", async () => {
    const { charge } = await facing.pay({ status: "authorized" })
    const partial = await failing((stripe) => stripe.refunds.create({ charge, amount: 5 }))
    deepStrictEqual([partial.error.param, partial.error.statusCode], ["amount", 400])
    const whole = await failing((stripe) => stripe.refunds.create({ charge }))
    deepStrictEqual([whole.error.code, whole.error.statusCode], ["charge_not_refundable", 400])
  })

  it("on what a policy forbids, with the rule in its words", async () => {
    const rules = [{ id: "why", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" }]
    await facing.ask("PUT", "/v1/policies/strict", { body: { id: "strict", bindAt: "request", rules, terms: {} } })
    const { charge } = await facing.pay({ policyId: "strict" })
    const { error, requests } = await failing((stripe) => stripe.refunds.create({ charge }))
    deepStrictEqual([error.type, error.code, requests], ["StripeInvalidRequestError", "charge_not_refundable", 1])
    match(error.message, /rule `why`: no reason is given/)
    strictEqual((await facing.stripe.refunds.create({ charge, reason: "duplicate" })).status, "succeeded")
  })

  it("on an amount off the currency's step", async () => {
    const { charge } = await facing.pay({ currency: "KWD" })
    const { error } = await failing((stripe) => stripe.refunds.create({ charge, amount: 3335 }))
    deepStrictEqual([error.param, error.statusCode], ["amount", 400])
    strictEqual((await facing.stripe.refunds.create({ charge, amount: 3330 })).amount, 3330)
    const island = await facing.pay({ currency: "ISK" })
    const fraction = await failing((stripe) => stripe.refunds.create({ charge: island.charge, amount: 4010 }))
    strictEqual(fraction.error.param, "amount")
    strictEqual((await facing.stripe.refunds.create({ charge: island.charge, amount: 4000 })).amount, 4000)
  })

  it("with a key that is wrong, may not, or asks too often", async () => {
    const wrong = await failing((stripe) => stripe.refunds.list(), facing.clientOf("sk_test_wrong_0123456789"))
    deepStrictEqual([wrong.error.type, wrong.error.statusCode], ["StripeAuthenticationError", 401])
    const keyWith = async (given: object): Promise<string> =>
      (await facing.ask("POST", "/v1/keys", { body: { actor: "clerk", ...given } })).json.key
    const reader = facing.clientOf(await keyWith({ scopes: ["read"] }))
    strictEqual((await reader.refunds.list()).object, "list")
    const { charge } = await facing.pay()
    const mayNot = await failing((stripe) => stripe.refunds.create({ charge }), reader)
    deepStrictEqual([mayNot.error.type, mayNot.error.statusCode], ["StripePermissionError", 403])
    const small = facing.clientOf(await keyWith({ scopes: ["refunds:write"], maxAmount: 100 }))
    strictEqual(
      (await failing((stripe) => stripe.refunds.create({ charge }), small)).error.type,
      "StripePermissionError",
    )
    strictEqual((await small.refunds.create({ charge, amount: 100 })).amount, 100)
    const eager = facing.clientOf(await keyWith({ scopes: ["read"], ratePerSecond: 1 }), { maxNetworkRetries: 0 })
    // However slow the machine: at some time two of these come within one second.
    const eagerly = async (): Promise<never> => {
      for (;;) await Promise.all([eager.refunds.list(), eager.refunds.list(), eager.refunds.list()])
    }
    const often = await failing(eagerly, eager)
    deepStrictEqual([often.error.type, often.error.statusCode], ["StripeRateLimitError", 429])
  })

  it("on a body that is too large", async () => {
    const { charge } = await facing.pay()
    const metadata = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`k${at}`, "v".repeat(500)]))
    const { error, requests } = await failing((stripe) => stripe.refunds.create({ charge, metadata }))
    deepStrictEqual([error.type, error.statusCode, requests], ["StripeAPIError", 413, 1])
  })
})

describe("whatever comes, the answer has Stripe's shape", () => {
  const raw = (path: string, init: RequestInit = {}) => fetch(`${facing.facade}${path}`, init)
  const auth = { authorization: `Bearer ${rootKey}` }
  const isError = async (response: Response, status: number): Promise<void> => {
    strictEqual(response.status, status)
    match(String(response.headers.get("content-type")), /^application\/json/)
    match(String(response.headers.get("request-id")), /^req_/)
    const { error } = (await response.json()) as { error: { type: string; message: string } }
    ok(error.type.endsWith("_error") && error.message.length > 0)
  }
  it.each<readonly [string, string, RequestInit, number]>([
    ["an unknown path", "/v1/charges", { headers: auth }, 404],
    ["a path of ours", "/livez", { headers: auth }, 404],
    ["an encoded path", "/v1/refunds/%zz", { headers: auth }, 404],
    ["another method", "/v1/refunds", { method: "DELETE", headers: auth }, 404],
    [
      "JSON",
      "/v1/refunds",
      { method: "POST", headers: { ...auth, "content-type": "application/json" }, body: "{}" },
      400,
    ],
    ["no key", "/v1/refunds", {}, 401],
    ["a scheme nobody knows", "/v1/refunds", { headers: { authorization: "Digest x" } }, 401],
    ["a long key", "/v1/refunds", { method: "POST", headers: { ...auth, "idempotency-key": "k".repeat(256) } }, 400],
  ])("%s", async (_, path, init, status) => isError(await raw(path, init), status))

  it("also below its name on the native listener, for clients that can have a path", async () => {
    const { charge } = await facing.pay()
    const form = { method: "POST", headers: auth, body: new URLSearchParams({ charge, "expand[]": "charge" }) }
    const made = await fetch(`${facing.url}/stripe/v1/refunds`, form)
    strictEqual(made.status, 200)
    const basic = `Basic ${Buffer.from(`${rootKey}:`).toString("base64")}`
    const { id } = (await made.json()) as { id: string }
    strictEqual(
      (await fetch(`${facing.url}/stripe/v1/refunds/${id}`, { headers: { authorization: basic } })).status,
      200,
    )
    await isError(await fetch(`${facing.url}/stripe/v1/nothing`, { headers: auth }), 404)
    await isError(await fetch(`${facing.url}/stripe`, { headers: auth }), 404)
    match(String((await fetch(`${facing.url}/stripes`)).headers.get("content-type")), /problem\+json/)
  })

  it.each([
    [
      "two keys of two merchants",
      `GET /v1/refunds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${rootKey}\r\nAuthorization: Bearer b\r\nConnection: close\r\n\r\n`,
    ],
    ["what is not HTTP", "nonsense\r\n\r\n"],
    [
      "bytes that are no text",
      `POST /v1/refunds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${rootKey}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\u00ff\u00fe`,
    ],
  ])("for %s", async (_, text) => {
    const answer = await heardToEnd(facing.facade, text)
    match(answer, /^HTTP\/1\.1 400 /)
    ok(answer.includes(`{"error":{"type":"invalid_request_error"`), answer)
  })
})

describe("what stays of an error", () => {
  it("is nothing where parameters were wrong: the same key may be used again", async () => {
    const { charge } = await facing.pay()
    const options = { idempotencyKey: `once ${charge}` }
    await rejects(facing.stripe.refunds.create({ charge, amount: -1 }, options))
    strictEqual((await facing.stripe.refunds.create({ charge, amount: 1 }, options)).amount, 1)
  })
})
