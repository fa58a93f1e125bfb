/** Payments that Stripe knows and nobody registered here: fetched, registered, and then decided. */
import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict"
import { afterAll, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { faceSandbox } from "./stripeClient.ts"

let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox()
})
afterAll(() => facing.close())

/** Tells the sandbox of an intent, or of a charge, as Stripe writes it. */
const atStripe = async (id: string, given: object): Promise<void> => {
  const body = JSON.stringify({ provider: "stripe", id, amount: 10_000, currency: "eur", ...given })
  strictEqual((await fetch(`${facing.sandbox}/control/payments`, { method: "POST", body })).status, 200)
}

/** Somebody makes a refund at Stripe itself. */
const refundedThere = async (form: Readonly<Record<string, string>>): Promise<string> => {
  const headers = { authorization: "Bearer sk_test_1", "refund-rules-currency": "EUR" }
  const response = await fetch(`${facing.sandbox}/stripe/v1/refunds`, {
    method: "POST",
    headers,
    body: new URLSearchParams(form),
  })
  return ((await response.json()) as { id: string }).id
}

const movementsOf = async (payment: string): Promise<readonly { readonly amount: number }[]> => {
  const ledger = await (await fetch(`${facing.sandbox}/ledger?payment=${payment}`)).json()
  return (ledger as { movements: readonly { amount: number }[] }).movements
}

describe("a payment nobody registered", () => {
  it("is fetched by its intent with all that a refund needs of it", async () => {
    const { ask, stripe } = facing
    await atStripe("pi_far", {
      latest_charge: "ch_far",
      customer: "cus_1",
      metadata: { order: "7" },
      application_fee_amount: 1000,
      transfer_data: { destination: "acct_1" },
    })
    const asked = { amount: 2500, refund_application_fee: true, reverse_transfer: true }
    const refund = await stripe.refunds.create({ payment_intent: "pi_far", ...asked })
    deepStrictEqual(
      [refund.status, refund.amount, refund.charge, refund.payment_intent, refund.customer],
      ["succeeded", 2500, "ch_far", "pi_far", "cus_1"],
    )
    const [payment] = (await ask("GET", "/v1/payments?provider=stripe&limit=1")).json.items
    deepStrictEqual(
      [payment.captured, payment.applicationFee, payment.transfer, payment.metadata],
      [10_000, 1000, { destination: "acct_1", amount: 10_000 }, { order: "7" }],
    )
    deepStrictEqual(
      (await movementsOf("pi_far")).map(({ amount }) => amount),
      [2500],
    )
  })
  it("is one payment under both of its names", async () => {
    const { ask, stripe } = facing
    await atStripe("pi_both", { latest_charge: "ch_both" })
    strictEqual((await stripe.refunds.create({ charge: "ch_both", amount: 6000 })).payment_intent, "pi_both")
    await rejects(stripe.refunds.create({ payment_intent: "pi_both", amount: 4001 }), { param: "amount" })
    const both = { charge: "ch_both", payment_intent: "pi_both" }
    strictEqual((await stripe.refunds.create({ ...both, amount: 4000 })).status, "succeeded")
    const body = { provider: "stripe", references: { charge: "ch_half" }, currency: "EUR", captured: 10_000 }
    strictEqual((await ask("POST", "/v1/payments", { body })).status, 201)
    await atStripe("pi_half", { latest_charge: "ch_half" })
    strictEqual((await stripe.refunds.create({ payment_intent: "pi_half", amount: 7000 })).charge, "ch_half")
    await rejects(stripe.refunds.create({ charge: "ch_half", amount: 3001 }), { param: "amount" })
  })
  it("counts what was refunded of it there, what is still on its way included", async () => {
    const { ask, stripe } = facing
    await atStripe("pi_partly", { latest_charge: "ch_partly" })
    const of = { payment_intent: "pi_partly" }
    const done = await refundedThere({ ...of, amount: "2500" })
    const waiting = await refundedThere({ ...of, amount: "1500", "metadata[sandbox]": "pending" })
    const failed = await refundedThere({ ...of, amount: "4000", "metadata[sandbox]": "fail" })
    await rejects(stripe.refunds.create({ ...of, amount: 6001 }), { param: "amount" })
    strictEqual((await stripe.refunds.retrieve(done)).amount, 2500)
    strictEqual((await stripe.refunds.retrieve(waiting)).status, "pending")
    await rejects(stripe.refunds.retrieve(failed), { statusCode: 404 })
    const { paymentId } = (await ask("GET", "/v1/refunds?provider=stripe&limit=1")).json.items[0]
    const { balance } = (await ask("GET", `/v1/payments/${paymentId}`)).json
    deepStrictEqual([balance.refunded, balance.held, balance.refundable], [2500, 1500, 6000])
    strictEqual((await stripe.refunds.create(of)).amount, 6000)
  })
  it("is refunded once it is captured, and not before", async () => {
    const { stripe } = facing
    await atStripe("ch_held", { captured: false })
    const of = { charge: "ch_held" }
    await rejects(stripe.refunds.create(of), { statusCode: 400, code: "charge_not_refundable" })
    await atStripe("ch_held", { captured: true })
    strictEqual((await stripe.refunds.create(of)).amount, 10_000)
    await atStripe("pi_tried", { latest_charge: "ch_tried", status: "requires_payment_method" })
    await atStripe("ch_tried", { status: "failed", captured: false, payment_intent: "pi_tried" })
    await rejects(stripe.refunds.create({ payment_intent: "pi_tried" }), { code: "charge_not_refundable" })
    await atStripe("pi_tried", { latest_charge: "ch_again" })
    strictEqual((await stripe.refunds.create({ payment_intent: "pi_tried" })).amount, 10_000)
  })
  it("is fetched once, however many ask for it at the same time", async () => {
    const { stripe } = facing
    await atStripe("pi_raced", { latest_charge: "ch_raced" })
    const asking = Array.from({ length: 8 }, (_, index) => {
      const of = index % 2 === 0 ? { payment_intent: "pi_raced" } : { charge: "ch_raced" }
      return stripe.refunds.create({ ...of, amount: 3000 }).then(
        () => 1,
        () => 0,
      )
    })
    strictEqual(
      (await Promise.all(asking)).reduce<number>((sum, each) => sum + each, 0),
      3,
    )
    strictEqual((await movementsOf("pi_raced")).length, 3)
  })
  it("is not there where Stripe knows none, and is asked for again where Stripe does not say", async () => {
    const { clientOf, stripe } = facing
    const missing = { statusCode: 404, code: "resource_missing" }
    await rejects(stripe.refunds.create({ payment_intent: "pi_no" }), { ...missing, param: "payment_intent" })
    await rejects(stripe.refunds.create({ charge: "ch_no" }), { ...missing, param: "charge" })
    await atStripe("ch_odd", { currency: "xxx" })
    const hasty = clientOf(rootKey, { maxNetworkRetries: 0 })
    await rejects(hasty.refunds.create({ charge: "ch_odd" }), { statusCode: 503 })
    await atStripe("pi_listed", { latest_charge: "ch_listed" })
    await rejects(stripe.refunds.list({ payment_intent: "pi_listed" }), { statusCode: 404 })
    ok((await stripe.refunds.list({})).data.length > 0)
  })
})
