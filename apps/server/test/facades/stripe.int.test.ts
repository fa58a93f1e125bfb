import { setTimeout as sleep } from "node:timers/promises"
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict"
import { afterAll, beforeAll, describe, it } from "vitest"
import { face, type Facing } from "./stripeClient.ts"

let facing: Facing
beforeAll(async () => {
  facing = await face()
})
afterAll(() => facing.close())

describe("Stripe's own client", () => {
  it("creates a refund with every field there is", async () => {
    const { stripe, pay } = facing
    const { charge, payment_intent } = await pay({
      customer: { id: "cus_1", name: "Ada", email: "ada@example.org" },
      applicationFee: 1000,
      transfer: { destination: "acct_1", amount: 9000 },
    })
    const refund = await stripe.refunds.create({
      amount: 4000,
      charge,
      currency: "eur",
      customer: "cus_1",
      expand: ["charge", "payment_intent.customer", "balance_transaction"],
      instructions_email: "ada@example.org",
      metadata: { "a b": "ü&=[]", empty: "" },
      payment_intent,
      reason: "requested_by_customer",
      refund_application_fee: true,
      reverse_transfer: true,
    })
    match(refund.id, /^re_/)
    const { charge: charged, created, id: _, payment_intent: intent, ...rest } = refund
    ok(Math.abs(created - Date.now() / 1000) < 60)
    deepStrictEqual(JSON.parse(JSON.stringify(rest)), {
      object: "refund",
      amount: 4000,
      balance_transaction: null,
      currency: "eur",
      customer: "cus_1",
      customer_account: null,
      instructions_email: "ada@example.org",
      metadata: { "a b": "ü&=[]" },
      payment_method: null,
      reason: "requested_by_customer",
      receipt_number: null,
      source_transfer_reversal: null,
      status: "succeeded",
      transfer_reversal: null,
    })
    ok(typeof charged === "object" && charged !== null && charged.object === "charge")
    deepStrictEqual([charged.id, charged.amount_refunded, charged.refunded], [charge, 4000, false])
    ok(typeof intent === "object" && intent !== null && typeof intent.customer === "object" && intent.customer !== null)
    ok(!("deleted" in intent.customer && intent.customer.deleted === true))
    strictEqual("email" in intent.customer ? intent.customer.email : "", "ada@example.org")
    match(refund.lastResponse.requestId, /^req_/)
    strictEqual(refund.lastResponse.headers["stripe-version"], "2026-10-28.endive")
  })

  it("refunds everything where it names no amount, and nothing after that", async () => {
    const { stripe, pay } = facing
    const paid = await pay()
    const first = await stripe.refunds.create({ charge: paid.charge, amount: 2500 })
    const rest = await stripe.refunds.create({ charge: paid.charge })
    deepStrictEqual([first.amount, rest.amount], [2500, 7500])
    // The charge is named whatever it was asked by, as Stripe does.
    for (const asked of [{ charge: paid.charge }, { payment_intent: paid.payment_intent }])
      await rejects(stripe.refunds.create(asked), {
        code: "charge_already_refunded",
        message: `Charge ${paid.charge} has already been refunded.`,
      })
  })

  it("retrieves, also by the id that the provider gave", async () => {
    const { ask, pay, stripe } = facing
    const { charge, payment_intent } = await pay()
    const { id } = await stripe.refunds.create({ charge })
    const found = await stripe.refunds.retrieve(id, { expand: ["charge"] })
    deepStrictEqual([found.id, found.payment_intent], [id, payment_intent])
    ok(typeof found.charge === "object" && found.charge?.refunded === true)
    const { json } = await ask("GET", `/v1/refunds/ref_${id.slice(3)}`)
    strictEqual((await stripe.refunds.retrieve(json.providerRefundId)).id, id)
  })

  it("updates metadata: merged, one unset, all unset", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const { id } = await stripe.refunds.create({ charge, metadata: { a: "1", b: "2" }, instructions_email: "a@b.c" })
    const merged = await stripe.refunds.update(id, { metadata: { b: "3", c: "4" } })
    deepStrictEqual({ ...merged.metadata }, { a: "1", b: "3", c: "4" })
    deepStrictEqual({ ...(await stripe.refunds.update(id, { metadata: { a: "" } })).metadata }, { b: "3", c: "4" })
    const emptied = await stripe.refunds.update(id, { metadata: "" })
    deepStrictEqual({ ...emptied.metadata }, {})
    strictEqual(emptied.instructions_email, "a@b.c")
    deepStrictEqual({ ...(await stripe.refunds.update(id, {})).metadata }, {})
    await rejects(stripe.refunds.update(id, { amount: 5 } as never), { code: "parameter_unknown", param: "amount" })
  })

  it("cancels what waits for the payer, and nothing else", async () => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    const waiting = await stripe.refunds.create({ charge, amount: 3000, metadata: { sandbox: "requires_action" } })
    strictEqual(waiting.status, "requires_action")
    strictEqual((await stripe.refunds.cancel(waiting.id)).status, "canceled")
    strictEqual((await stripe.refunds.create({ charge })).amount, 10_000)
    const done = await stripe.refunds.list({ charge, limit: 1 })
    await rejects(stripe.refunds.cancel(done.data[0]!.id), { type: "StripeInvalidRequestError", statusCode: 400 })
    await rejects(stripe.refunds.cancel(waiting.id), { type: "StripeInvalidRequestError" })
  })

  it("refunds from a customer's balance", async () => {
    const { pay, stripe } = facing
    const customer = { id: "cus_balance" }
    await pay({ kind: "customer_balance", customer, references: {} })
    const asked = { origin: "customer_balance", customer: "cus_balance", currency: "eur", amount: 500 } as const
    const refund = await stripe.refunds.create(asked)
    deepStrictEqual([refund.amount, refund.charge, refund.payment_intent], [500, null, null])
    const { amount: _, ...noAmount } = asked
    await rejects(stripe.refunds.create(noAmount), { code: "parameter_missing", param: "amount" })
    await rejects(stripe.refunds.create({ ...asked, currency: "usd" }), { code: "resource_missing" })
  })

  it.each([
    ["pending", "pending"],
    ["review", "pending"],
    ["fail", "failed"],
    ["requires_action", "requires_action"],
    ["error_after_move", "pending"],
    ["wrong_amount", "pending"],
  ])("sees a refund whose provider does %s as %s", async (sandbox, status) => {
    const { pay, stripe } = facing
    const { charge } = await pay()
    strictEqual((await stripe.refunds.create({ charge, metadata: { sandbox } })).status, status)
  })

  it("is paid what it asks for where the terms keep a part", async () => {
    const { ask, pay, stripe } = facing
    const policy = { id: "kept", bindAt: "request", rules: [], terms: { restocking: { basisPoints: 1500 } } }
    const { status } = await ask("PUT", "/v1/policies/kept", { body: policy })
    ok(status < 300)
    const { charge } = await pay({ policyId: "kept" })
    for (const amount of [1000, 999, 1, 2040]) {
      strictEqual((await stripe.refunds.create({ charge, amount })).amount, amount)
    }
  })
})

describe("lists", () => {
  it("are turned forward and backward by the client itself, each refund once", async () => {
    const { pay, stripe } = facing
    const { charge, payment_intent } = await pay()
    const made: string[] = []
    for (let count = 0; count < 25; count++) {
      made.push((await stripe.refunds.create({ charge, amount: 100 + count })).id)
      // What a fast machine makes in one millisecond has no order.
      await sleep(5)
    }
    const forward: string[] = []
    for await (const { id } of stripe.refunds.list({ payment_intent, limit: 10 })) forward.push(id)
    deepStrictEqual(forward, made.toReversed())
    const backward: string[] = []
    for await (const { id } of stripe.refunds.list({ charge, limit: 10, ending_before: made[0]! })) backward.push(id)
    deepStrictEqual(backward, made.slice(1))
    const page = await stripe.refunds.list({ charge, limit: 3, ending_before: made[5]! })
    deepStrictEqual([page.data.map(({ id }) => id), page.has_more], [made.slice(6, 9).toReversed(), true])
    const last = await stripe.refunds.list({ charge, limit: 3, starting_after: made[3]! })
    deepStrictEqual([last.data.map(({ id }) => id), last.has_more], [made.slice(0, 3).toReversed(), false])
    const { url, object } = last
    deepStrictEqual([object, url], ["list", "/v1/refunds"])
    strictEqual((await stripe.refunds.list({ charge })).data.length, 10)
    strictEqual((await stripe.refunds.list({ charge, limit: 100 })).data.length, 25)
  })

  it("are narrowed by time, payment and charge, and written out", async () => {
    const { pay, stripe } = facing
    const [one, two] = [await pay(), await pay()]
    const { created, id } = await stripe.refunds.create({ charge: one.charge })
    await stripe.refunds.create({ charge: two.charge })
    const idsOf = async (given: object): Promise<readonly string[]> =>
      (await stripe.refunds.list({ charge: one.charge, ...given })).data.map((refund) => refund.id)
    deepStrictEqual(await idsOf({ created }), [id])
    deepStrictEqual(await idsOf({ created: { gte: created, lte: created } }), [id])
    deepStrictEqual(await idsOf({ created: { gt: created } }), [])
    deepStrictEqual(await idsOf({ created: { lt: created } }), [])
    deepStrictEqual(await idsOf({ payment_intent: one.payment_intent }), [id])
    const { data } = await stripe.refunds.list({ charge: one.charge, expand: ["data.charge"] })
    ok(typeof data[0]?.charge === "object" && data[0].charge?.id === one.charge)
  })
})
