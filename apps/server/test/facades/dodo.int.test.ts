import { setTimeout as sleep } from "node:timers/promises"
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict"
import DodoPayments from "dodopayments"
import { afterAll, afterEach, beforeAll, describe, it } from "vitest"
import { customer, face, type Facing, lines, refused } from "./dodoClient.ts"

let facing: Facing
beforeAll(async () => {
  facing = await face()
})
afterAll(() => facing.close())
afterEach(() => deepStrictEqual(facing.wrong, []))

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("Dodo's own client", () => {
  it("creates a refund with every field there is, and retrieves the same", async () => {
    const { dodo, pay } = facing
    const payment_id = await pay({ lines, customer: { ...customer, phone: "+491", metadata: { tier: "1" } } })
    const refund = await dodo.refunds.create({
      payment_id,
      items: [
        { item_id: "prod_1", amount: 3500 },
        { item_id: "addon_1", amount: null },
      ],
      metadata: { order: "7", "a b": "ü&=[]" },
      reason: "it came broken",
    })
    match(refund.refund_id, /^ref_/)
    ok(Math.abs(Date.parse(refund.created_at) - Date.now()) < 60_000)
    const { created_at: _, refund_id: id, ...rest } = refund
    deepStrictEqual(plain(rest), {
      payment_id,
      business_id: "default",
      brand_id: "default",
      status: "succeeded",
      is_partial: true,
      amount: 6500,
      currency: "EUR",
      reason: "it came broken",
      metadata: { order: "7", "a b": "ü&=[]" },
      customer: {
        customer_id: "cus_1",
        name: "Ada",
        email: "ada@example.org",
        metadata: { tier: "1" },
        phone_number: "+491",
      },
    })
    deepStrictEqual(plain(await dodo.refunds.retrieve(id)), plain(refund))
    const { json } = await facing.ask("GET", `/v1/refunds/${id}`)
    strictEqual((await dodo.refunds.retrieve(json.providerRefundId)).refund_id, id)
    deepStrictEqual([json.note, json.reason], ["it came broken", null])
  })

  it("refunds everything where it names no items, or null", async () => {
    const { dodo, pay } = facing
    for (const items of [undefined, null]) {
      const payment_id = await pay()
      const refund = await dodo.refunds.create({ payment_id, ...(items === undefined ? {} : { items }), reason: null })
      deepStrictEqual([refund.amount, refund.is_partial, refund.reason], [10_000, false, null])
      await refused(dodo.refunds.create({ payment_id }), 400, "PAYMENT_ALREADY_REFUNDED")
    }
  })

  it("tells an amount with its tax from one without", async () => {
    const { dodo, pay } = facing
    const payment_id = await pay({ lines })
    const inclusive = await dodo.refunds.create({ payment_id, items: [{ item_id: "prod_1", amount: 700 }] })
    const exclusive = await dodo.refunds.create({
      payment_id,
      items: [{ item_id: "prod_1", amount: 600, tax_inclusive: false }],
    })
    const rest = await dodo.refunds.create({ payment_id, items: [{ item_id: "prod_1", tax_inclusive: true }] })
    deepStrictEqual([inclusive.amount, exclusive.amount, rest.amount], [700, 700, 5600])
    const { json } = await facing.ask("GET", `/v1/refunds/${exclusive.refund_id}`)
    deepStrictEqual(json.lines[0].taxes, [{ id: "vat", amount: 100 }])
  })

  it("tells what can be refunded of each item", async () => {
    const { dodo, pay } = facing
    const payment_id = await pay({ lines })
    await dodo.refunds.create({ payment_id, items: [{ item_id: "prod_1", amount: 700 }] })
    const { currency, items } = await dodo.payments.retrieveLineItems(payment_id)
    strictEqual(currency, "EUR")
    deepStrictEqual(
      items.map(({ amount, items_id, refundable_amount, tax }) => [items_id, amount, tax, refundable_amount]),
      [
        ["prod_1", 6000, 1000, 6300],
        ["addon_1", 3000, 0, 3000],
      ],
    )
    await rejects(dodo.payments.retrieveLineItems("pay_nobody"), DodoPayments.NotFoundError)
  })

  it("gets back metadata of the type it came with, and nothing of how that is kept", async () => {
    const { ask, dodo, pay } = facing
    const payment_id = await pay()
    const metadata = { count: 5, price: 1.5, big: -12e3, paid: true, open: false, text: "5", yes: "true" }
    const refund = await dodo.refunds.create({ payment_id, metadata })
    deepStrictEqual(plain(refund.metadata), metadata)
    deepStrictEqual(plain((await dodo.refunds.retrieve(refund.refund_id)).metadata), metadata)
    const { json } = await ask("GET", `/v1/refunds/${refund.refund_id}`)
    deepStrictEqual([json.metadata.count, json.metadata.paid, json.metadata.text], ["5", "true", "5"])
    await ask("PATCH", `/v1/refunds/${refund.refund_id}`, { body: { metadata: { count: "many", paid: "false" } } })
    const changed = (await dodo.refunds.retrieve(refund.refund_id)).metadata
    deepStrictEqual(plain(changed), { ...metadata, count: "many", paid: false })
  })

  it.each([
    ["pending", "pending"],
    ["review", "pending"],
    ["fail", "failed"],
    ["requires_action", "pending"],
    ["error_after_move", "pending"],
    ["wrong_amount", "pending"],
  ] as const)("sees a refund whose provider does %s as %s", async (sandbox, status) => {
    const { dodo, pay } = facing
    const refund = await dodo.refunds.create({ payment_id: await pay(), metadata: { sandbox } })
    strictEqual(refund.status, status)
  })

  it("sees what waits for us as in review, and what we turn down as failed", async () => {
    const { ask, dodo, pay } = facing
    const rules = [{ id: "all", requires: { _tag: "AmountAtMost", limits: { EUR: 0 } }, otherwise: "Review" }]
    await ask("PUT", "/v1/policies/reviewed", { body: { id: "reviewed", bindAt: "request", rules, terms: {} } })
    const { refund_id: id, status } = await dodo.refunds.create({ payment_id: await pay({ policyId: "reviewed" }) })
    strictEqual(status, "review")
    strictEqual((await ask("POST", `/v1/refunds/${id}/reject`, { body: {} })).status, 200)
    strictEqual((await dodo.refunds.retrieve(id)).status, "failed")
  })

  it("is paid what it asks for of each item where the terms keep a part", async () => {
    const { ask, dodo, pay } = facing
    const policy = { id: "kept", bindAt: "request", rules: [], terms: { restocking: { basisPoints: 1500 } } }
    ok((await ask("PUT", "/v1/policies/kept", { body: policy })).status < 300)
    const payment_id = await pay({ policyId: "kept", lines })
    for (const [one, other] of [
      [1000, 999],
      [1, 0],
      [700, 850],
    ] as const) {
      const items = [
        { item_id: "prod_1", amount: one },
        { item_id: "addon_1", amount: other },
      ]
      const refund = await dodo.refunds.create({ payment_id, items })
      strictEqual(refund.amount, one + other)
      const { json } = await ask("GET", `/v1/refunds/${refund.refund_id}`)
      deepStrictEqual(
        json.lines.map(({ amount }: { readonly amount: number }) => amount),
        [one, other].filter((each) => each > 0),
      )
    }
  })
})

describe("lists", () => {
  it("are turned by the client itself until an empty page, each refund once, newest first", async () => {
    const { clientOf, counted, dodo, pay } = facing
    const payment_id = await pay({ customer: { ...customer, id: "cus_list" } })
    const made: string[] = []
    for (let number = 0; number < 25; number++) {
      const items = [{ item_id: "payment", amount: 100 + number }]
      made.push((await dodo.refunds.create({ payment_id, items })).refund_id)
      // What a fast machine makes in one millisecond has no order.
      await sleep(5)
    }
    const asked = counted.asked
    const found: string[] = []
    for await (const { refund_id: id } of clientOf().refunds.list({
      customer_id: "cus_list",
      page_number: 0,
      page_size: 10,
    }))
      found.push(id)
    deepStrictEqual(found, made.toReversed())
    strictEqual(counted.asked - asked, 4)
    const beyond = await dodo.refunds.list({ customer_id: "cus_list", page_number: 3, page_size: 10 })
    deepStrictEqual(beyond.items, [])
    strictEqual((await dodo.refunds.list({ customer_id: "cus_list" })).items.length, 10)
    const far = await dodo.refunds.list({ page_number: 2_147_483_647, page_size: 100 })
    deepStrictEqual(far.items, [])
  })

  it("are narrowed by customer, state and time, both ends included", async () => {
    const { dodo, pay } = facing
    const payment_id = await pay({ customer: { ...customer, id: "cus_narrow" } })
    const ask = (sandbox: string) =>
      dodo.refunds.create({ payment_id, items: [{ item_id: "payment", amount: 100 }], metadata: { sandbox } })
    const [good, bad, open] = [await ask("succeed"), await ask("fail"), await ask("pending")]
    const idsOf = async (given: object): Promise<readonly string[]> =>
      (await dodo.refunds.list({ customer_id: "cus_narrow", ...given })).items.map((each) => each.refund_id)
    deepStrictEqual(await idsOf({ status: "succeeded" }), [good.refund_id])
    deepStrictEqual(await idsOf({ status: "failed" }), [bad.refund_id])
    deepStrictEqual(await idsOf({ status: "pending" }), [open.refund_id])
    deepStrictEqual(await idsOf({ status: "review" }), [])
    const { created_at: at } = good
    ok((await idsOf({ created_at_gte: at, created_at_lte: at })).includes(good.refund_id))
    deepStrictEqual(await idsOf({ created_at_lte: new Date(Date.parse(at) - 1).toISOString() }), [])
    deepStrictEqual(await idsOf({ created_at_gte: new Date(Date.now() + 60_000).toISOString() }), [])
    deepStrictEqual(await idsOf({ subscription_id: "sub_1" }), [])
  })
})
