import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { afterAll, beforeAll, describe, it } from "vitest"
import { conforms } from "./contract.ts"
import { face, type Facing } from "./facing.ts"

let facing: Facing
beforeAll(async () => {
  facing = await face()
})
afterAll(() => facing.close())

const ADMIN = "/v1/admin/refunds"
const refund = (body: unknown, more: object = {}) => facing.ask("POST", ADMIN, { body, ...more })
const numberOf = (charge: string): string => charge.slice(3)

describe("a refund by charge", () => {
  it("is answered 201 with everything the document wants", async () => {
    const charge_id = await facing.pay()
    const { json, status } = await refund({ charge_id, amount_cents: 2500, reason: "wrong size", later: [] })
    strictEqual(status, 201)
    conforms(201, json)
    const { refund_id: id, stripe_refund_id: stripe, ...rest } = json
    match(id, /^ref_/)
    strictEqual(stripe, facing.provider.movements().at(-1)?.providerRefundId)
    deepStrictEqual(rest, {
      payment_id: `pm_${numberOf(charge_id)}`,
      charge_id,
      amount_cents: 2500,
      status: "succeeded",
    })
    const kept = await facing.run(facing.desk.refund(facing.caller, id))
    deepStrictEqual([kept.note, kept.reason], ["wrong size", null])
  })
  it("of everything is what remains, whichever way it is asked for", async () => {
    const charge_id = await facing.pay()
    await refund({ charge_id, amount_cents: 2500 })
    const rest = await refund({ charge_id, full: true })
    deepStrictEqual([rest.status, rest.json.amount_cents], [201, 7500])
    const other = await facing.pay()
    strictEqual((await refund({ charge_id: other })).json.amount_cents, 10_000)
    const both = await facing.pay()
    strictEqual((await refund({ charge_id: both, full: true, amount_cents: 10_000 })).json.amount_cents, 10_000)
    const exact = await facing.pay()
    strictEqual((await refund({ charge_id: exact, full: false, amount_cents: 1 })).json.amount_cents, 1)
  })
  it.each([
    ["JPY", 500, 500],
    ["ISK", 50_000, 500],
    ["KWD", 3330, 3330],
  ])("counts in Stripe's units: %s %i", async (currency, amount_cents, held) => {
    const charge_id = await facing.pay({ currency })
    const { json } = await refund({ charge_id, amount_cents })
    strictEqual(json.amount_cents, amount_cents)
    const { balance } = await facing.run(facing.desk.payment(facing.caller, `pay_${numberOf(charge_id)}`))
    strictEqual(balance.refunded, held)
  })
  it.each([
    ["pending", "pending", /^re_/],
    ["refuse", "failed", /^$/],
    ["drop response", "pending", /^$/],
    ["wrong amount", "pending", /^$/],
  ] as const)(
    "whose provider does %s is %s, and has the id of Stripe's that was told",
    async (does, status, stripe) => {
      const charge_id = await facing.pay()
      facing.provider.next(does)
      const { json } = await refund({ charge_id })
      strictEqual(json.status, status)
      match(json.stripe_refund_id, stripe)
      conforms(201, json)
    },
  )
  it("is made once per key of a client that sends one", async () => {
    const charge_id = await facing.pay()
    const headers = { "idempotency-key": "k-1" }
    const first = await refund({ charge_id, amount_cents: 100 }, { headers })
    const second = await refund({ charge_id, amount_cents: 100 }, { headers })
    deepStrictEqual([second.status, second.text], [201, first.text])
    const other = await refund({ charge_id, amount_cents: 101 }, { headers })
    deepStrictEqual([other.status, other.json.error], [422, "idempotency_key_reused"])
  })
})

describe("a refund is refused", () => {
  const bodies: readonly (readonly [string, (charge: string) => unknown, string])[] = [
    ["nothing", () => "", "JSON object"],
    ["no JSON", () => "{", "JSON object"],
    ["a member twice", (charge) => `{"charge_id":"${charge}","amount_cents":1,"amount_cents":2}`, "twice"],
    ["no charge", () => ({}), "charge_id is required"],
    ["an empty charge", () => ({ charge_id: "" }), "charge_id must be"],
    ["nothing to pay", (charge_id) => ({ charge_id, amount_cents: 0 }), "amount_cents must be an integer"],
    ["less than nothing", (charge_id) => ({ charge_id, amount_cents: -1 }), "amount_cents must be an integer"],
    ["a fraction", (charge) => `{"charge_id":"${charge}","amount_cents":1.0}`, "amount_cents must be an integer"],
    ["an exponent", (charge) => `{"charge_id":"${charge}","amount_cents":1e2}`, "amount_cents must be an integer"],
    ["a text", (charge_id) => ({ charge_id, amount_cents: "100" }), "amount_cents must be an integer"],
    [
      "a digit a float would lose",
      (charge) => `{"charge_id":"${charge}","amount_cents":100.00000000000000000001}`,
      "amount_cents must be an integer",
    ],
    ["full as a text", (charge_id) => ({ charge_id, full: "true" }), "full must be true or false"],
    ["not full, and no amount", (charge_id) => ({ charge_id, full: false }), "amount_cents is required"],
    ["full, and another amount", (charge_id) => ({ charge_id, full: true, amount_cents: 9999 }), "can be refunded"],
    ["more than remains", (charge_id) => ({ charge_id, amount_cents: 10_001 }), "at most $100.00"],
    ["a reason that is a number", (charge_id) => ({ charge_id, reason: 7 }), "reason must be"],
    [
      "everything that is wrong, at once",
      () => ({ amount_cents: 0, full: 1, reason: [] }),
      "charge_id is required; amount_cents must be an integer greater than 0; full must be true or false; reason must be",
    ],
  ]
  it.each(bodies)("with 422 for %s", async (_, body, words) => {
    const { json, status } = await refund(body(await facing.pay()))
    strictEqual(status, 422, JSON.stringify(json))
    conforms(422, json)
    ok(json.message.includes(words), json.message)
  })
  it("with 404 for a charge nobody knows", async () => {
    const { json, status } = await refund({ charge_id: "ch_nobody" })
    deepStrictEqual([status, json.error], [404, "charge_not_found"])
    conforms(404, json)
  })
  it("with 409 where nothing is left, however it is asked for", async () => {
    const charge_id = await facing.pay()
    await refund({ charge_id })
    for (const more of [{}, { amount_cents: 1 }, { full: true }]) {
      const { json, status } = await refund({ charge_id, ...more })
      deepStrictEqual([status, json.error], [409, "already_refunded"])
      conforms(409, json)
    }
  })
  it("with 412 where the payment has not succeeded", async () => {
    for (const given of ["pending", "authorized", "failed", "canceled"]) {
      const { json, status } = await refund({ charge_id: await facing.pay({ status: given }) })
      deepStrictEqual([status, json.error], [412, "payment_not_succeeded"])
      conforms(412, json)
    }
  })
  it("no longer once Loop says that the payment has succeeded, with what was refunded of it there", async () => {
    const charge_id = await facing.pay({ status: "pending" })
    const references = { paymentId: `pm_${numberOf(charge_id)}` }
    const payment = { provider: "loop", references, currency: "USD", captured: 10_000, status: "captured" }
    const fact = { providerRefundId: `re_of_${charge_id}`, status: "succeeded", amount: 2000, currency: "USD" } as const
    facing.fetched.set(references.paymentId, { payment: payment as never, refunds: [fact] })
    const { json, status } = await refund({ charge_id })
    deepStrictEqual([status, json.amount_cents], [201, 8000])
  })
  it("to a token that is missing, wrong, for reading only or for less", async () => {
    const charge_id = await facing.pay()
    const asking = async (as: string) => {
      const { json, status } = await refund({ charge_id }, { as })
      conforms(422, json)
      return status
    }
    deepStrictEqual([await asking(""), await asking("nobody")], [401, 401])
    deepStrictEqual([await asking("rr_test_reading"), await asking("rr_test_small")], [403, 403])
  })
})

describe("a refund by payment", () => {
  const ask = (body: unknown) => facing.ask("POST", "/v1/refunds", { body })
  it("is answered 201", async () => {
    const number = numberOf(await facing.pay())
    const { json, status } = await ask({ payment_id: `pm_${number}`, amount_cents: 300, reason: null })
    const { refund_id: id, ...rest } = json
    match(id, /^ref_/)
    deepStrictEqual([status, rest], [201, { payment_id: `pm_${number}`, amount_cents: 300, status: "succeeded" }])
    strictEqual((await ask({ payment_id: `pay_${number}` })).json.amount_cents, 9700)
    strictEqual((await ask({ payment_id: `pm_${number}` })).status, 409)
  })
  it("fetches a payment that nobody registered, with what was refunded of it", async () => {
    const references = { paymentId: "pm_away" }
    const payment = { provider: "loop", references, currency: "USD", captured: 5000 }
    const fact = { providerRefundId: "re_before", status: "succeeded", amount: 2000, currency: "USD" } as const
    facing.fetched.set("pm_away", { payment: payment as never, refunds: [fact] })
    const { json, status } = await ask({ payment_id: "pm_away" })
    deepStrictEqual([status, json.amount_cents, json.payment_id], [201, 3000, "pm_away"])
    const { json: listed } = await facing.ask("GET", ADMIN)
    const ids = (listed.refunds as { stripe_refund_id: string | null }[]).map((each) => each.stripe_refund_id)
    ok(ids.includes("re_before"))
  })
  it("is not found where nobody knows the payment, and not now where Loop does not say", async () => {
    const { json, status } = await ask({ payment_id: "pm_nobody" })
    deepStrictEqual([status, json.error], [404, "payment_not_found"])
    facing.fetched.set("pm_dark", "unknown")
    strictEqual((await ask({ payment_id: "pm_dark" })).status, 503)
  })
})

describe("a list", () => {
  it("is a customer's, newest first, up to a limit", async () => {
    const charge_id = await facing.pay()
    const ids: string[] = []
    for (const amount_cents of [1, 2, 3]) ids.unshift((await refund({ charge_id, amount_cents })).json.refund_id)
    const query = `customer_id=cus_${numberOf(charge_id)}`
    const { json } = await facing.ask("GET", ADMIN, { query })
    deepStrictEqual(
      (json.refunds as { refund_id: string }[]).map((each) => each.refund_id),
      ids,
    )
    const [first] = json.refunds
    deepStrictEqual(
      Object.keys(first).toSorted((a, b) => (a < b ? -1 : 1)),
      [
        "amount_cents",
        "charge_id",
        "created_at",
        "customer_id",
        "payment_id",
        "reason",
        "refund_id",
        "status",
        "stripe_refund_id",
      ],
    )
    strictEqual((await facing.ask("GET", ADMIN, { query: `${query}&limit=2` })).json.refunds.length, 2)
    strictEqual((await facing.ask("GET", ADMIN, { query: "customer_id=cus_nobody" })).json.refunds.length, 0)
  })
  it.each(["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "customer_id[a]=1", "limit=%ff"])(
    "is refused for %s",
    async (query) => {
      const { json, status } = await facing.ask("GET", ADMIN, { query })
      strictEqual(status, 422)
      conforms(422, json)
    },
  )
})

describe("a payment", () => {
  it("has its amount as a text", async () => {
    const number = numberOf(await facing.pay({ capturedAt: "2026-01-01T00:00:00Z", metadata: { order_id: "7" } }))
    const { json, status } = await facing.ask("GET", `/v1/payments/pm_${number}`)
    strictEqual(status, 200)
    deepStrictEqual(json, {
      id: `pm_${number}`,
      customer_id: `cus_${number}`,
      order_id: "7",
      amount_cents: "10000",
      currency: "usd",
      status: "succeeded",
      stripe_payment_intent_id: null,
      mode: "one_shot",
      subscription_id: null,
      created_at: "2026-01-01T00:00:00.000Z",
      updated_at: "2026-01-01T00:00:00.000Z",
    })
    strictEqual((await facing.ask("GET", "/v1/payments/pm_nobody")).status, 404)
    strictEqual((await facing.ask("GET", "/v1/payments/%E0%A4%A")).status, 404)
  })
})

describe("an address", () => {
  it.each([
    ["DELETE", ADMIN, 405],
    ["GET", "/v1/refunds", 405],
    ["POST", "/v1/payments/pm_1", 405],
    ["GET", "/", 404],
    ["GET", "/v1/payments/a/b", 404],
  ])("%s %s is answered %i", async (method, path, expected) => {
    const { json, status } = await facing.ask(method, path)
    strictEqual(status, expected)
    conforms(404, json)
  })
  it("is answered in Loop's shape where nobody could read the request", () => {
    for (const failure of [
      "body too large",
      "body unreadable",
      "header twice",
      "stopping",
      "crashed",
      "not HTTP",
    ] as const)
      conforms(404, facing.facade.fail(failure).body)
  })
})
