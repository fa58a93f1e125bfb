import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, it } from "vitest"
import { customer, faceSandbox, lines, refused } from "./dodoClient.ts"

const secret = `whsec_${btoa("the secret of this test of Dodo")}`
let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox({
    REFUND_RULES_GATEWAY_TIMEOUT_MS: "3000",
    REFUND_RULES_FACADE_WAIT_MS: "500",
    REFUND_RULES_POLL_MS: "100",
    REFUND_RULES_GATEWAY_DODO_WEBHOOK_SECRET: `whsec_${btoa("another secret")},${secret}`,
  })
})
afterAll(() => facing.close())

interface Ledger {
  readonly movements: readonly { readonly amount: number; readonly refund: string }[]
  readonly calls: readonly { readonly method: string; readonly path: string }[]
}

const ledgerOf = async (payment: string): Promise<Ledger> =>
  (await (await fetch(`${facing.sandbox}/ledger?payment=${payment}`)).json()) as Ledger

const until = async (isDone: () => Promise<boolean>): Promise<void> => {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 250))
}

describe.concurrent("a refund whose answer was lost, at a provider that tells no repeated send", () => {
  it.each([
    ["hang_after_move", 1],
    ["error_after_move", 1],
    ["wrong_amount", 1],
    ["wrong_currency", 1],
    ["not_json", 1],
    ["rate_limited", 2],
  ] as const)(
    "keeps its hold, is sent once unless it was not taken, and is known in the end: %s",
    async (sandbox, sends) => {
      const { dodo, pay } = facing
      const payment_id = await pay({ lines })
      const items = [{ item_id: "prod_1", amount: 6000 }]
      const { refund_id: id } = await dodo.refunds.create({ payment_id, items, metadata: { sandbox } })
      await until(async () => {
        const { status } = await dodo.refunds.retrieve(id)
        if (status === "succeeded") return true
        strictEqual(status, "pending")
        await refused(dodo.refunds.create({ payment_id, items }), 400, "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH")
        return false
      })
      const { calls, movements } = await ledgerOf(payment_id)
      deepStrictEqual(
        movements.map(({ amount }) => amount),
        [6000],
      )
      strictEqual(calls.filter(({ method }) => method === "POST").length, sends)
    },
  )
})

/** Sends a webhook as Dodo signs it. */
const tell = async (
  refund: Readonly<Record<string, unknown>>,
  { id = `msg_${randomUUID()}`, by = secret, type = "refund.succeeded" } = {},
): Promise<number> => {
  const data = {
    payload_type: "Refund",
    business_id: "b",
    created_at: new Date().toISOString(),
    metadata: {},
    ...refund,
  }
  const body = JSON.stringify({ business_id: "b", type, timestamp: new Date().toISOString(), data })
  const time = Math.floor(Date.now() / 1000)
  const key = Buffer.from(by.slice("whsec_".length), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64")
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(time),
    "webhook-signature": `v1,${signature}`,
  }
  return (await fetch(`${facing.url}/webhooks/dodo`, { method: "POST", headers, body })).status
}

describe("webhooks", () => {
  const pending = async () => {
    const payment_id = await facing.pay()
    const items = [{ item_id: "payment", amount: 4000 }]
    const { refund_id: id } = await facing.dodo.refunds.create({ payment_id, items, metadata: { sandbox: "pending" } })
    const refund = async () => (await facing.ask("GET", `/v1/refunds/${id}`)).json
    await until(async () => (await refund()).providerRefundId !== null)
    const { providerRefundId } = await refund()
    return { id, payment_id, told: { refund_id: providerRefundId, payment_id, amount: 4000, currency: "EUR" } }
  }
  const statusOf = async (id: string) => (await facing.dodo.refunds.retrieve(id)).status

  it("settle a refund, in any order and however often they come", async () => {
    const { id, told } = await pending()
    strictEqual(await tell({ ...told, status: "succeeded" }, { id: "msg_twice" }), 200)
    strictEqual(await tell({ ...told, status: "succeeded" }, { id: "msg_twice" }), 200)
    strictEqual(await tell({ ...told, status: "pending" }), 200)
    strictEqual(await statusOf(id), "succeeded")
    strictEqual(await tell({ ...told, status: "failed" }, { type: "refund.failed" }), 200)
    strictEqual(await statusOf(id), "failed")
  })
  it("change nothing where they are not signed by the merchant's secrets", async () => {
    const { id, told } = await pending()
    strictEqual(await tell({ ...told, status: "failed" }, { by: `whsec_${btoa("nobody")}` }), 400)
    strictEqual(await statusOf(id), "pending")
  })
  it("of another amount change nothing but what a person should look at", async () => {
    const { id, told } = await pending()
    strictEqual(await tell({ ...told, amount: 4001, status: "succeeded" }), 200)
    strictEqual(await statusOf(id), "pending")
    const { json } = await facing.ask("GET", "/v1/incidents")
    ok(json.items.some((one: any) => one.kind === "answer_mismatch" && one.refundId === id))
  })
  it("of a refund that somebody made at Dodo record it", async () => {
    const payment_id = await facing.pay()
    const told = { refund_id: "ref_dashboard", payment_id, amount: 2500, currency: "EUR", status: "succeeded" }
    strictEqual(await tell(told), 200)
    strictEqual((await facing.dodo.refunds.retrieve("ref_dashboard")).amount, 2500)
    const items = [{ item_id: "payment", amount: 7501 }]
    await refused(facing.dodo.refunds.create({ payment_id, items }), 400, "LINE_ITEM_REFUND_AMOUNT_TOO_HIGH")
  })
})

describe("a payment nobody registered", () => {
  const atDodo = async (id: string, given: object = {}): Promise<void> => {
    const { id: customer_id, ...rest } = customer
    const payment = {
      total_amount: 10_000,
      currency: "EUR",
      status: "succeeded",
      created_at: "2026-01-01T00:00:00Z",
      customer: { customer_id, ...rest },
      items: [
        { items_id: "prod_1", amount: 6000, tax: 1000, refundable_amount: 7000 },
        { items_id: "addon_1", amount: 3000, tax: 0, refundable_amount: 3000 },
      ],
      ...given,
    }
    const body = JSON.stringify({ provider: "dodo", id, ...payment })
    strictEqual((await fetch(`${facing.sandbox}/control/payments`, { method: "POST", body })).status, 200)
  }

  it("is fetched from Dodo, registered with its lines, and then decided", async () => {
    const { ask, dodo } = facing
    await atDodo("pay_fetched")
    const items = [{ item_id: "prod_1", amount: 1000, tax_inclusive: false }]
    const refund = await dodo.refunds.create({ payment_id: "pay_fetched", items })
    deepStrictEqual([refund.amount, refund.customer.name], [1167, "Ada"])
    await until(async () => (await dodo.refunds.retrieve(refund.refund_id)).status === "succeeded")
    const { json } = await ask("GET", "/v1/payments?provider=dodo&limit=1")
    const [payment] = json.items
    deepStrictEqual([payment.references, payment.captured], [{ paymentId: "pay_fetched" }, 10_000])
    const [one] = (await dodo.payments.retrieveLineItems("pay_fetched")).items
    strictEqual(one!.refundable_amount, 5833)
  })
  it("counts what was refunded of it there", async () => {
    const { dodo } = facing
    const refunds = [
      { refund_id: "ref_before", payment_id: "pay_before", amount: 9000, currency: "EUR", status: "succeeded" },
    ]
    await atDodo("pay_before", { refunds })
    strictEqual((await dodo.refunds.create({ payment_id: "pay_before" })).amount, 1000)
    strictEqual((await dodo.refunds.retrieve("ref_before")).amount, 9000)
    await refused(dodo.refunds.create({ payment_id: "pay_before" }), 400, "PAYMENT_ALREADY_REFUNDED")
  })
  it("is fetched once, however many ask for it at the same time", async () => {
    const { dodo } = facing
    await atDodo("pay_raced")
    const asked = await Promise.all(
      Array.from({ length: 8 }, () =>
        dodo.refunds.create({ payment_id: "pay_raced", items: [{ item_id: "addon_1", amount: 1000 }] }).then(
          () => 1,
          () => 0,
        ),
      ),
    )
    strictEqual(
      asked.reduce<number>((sum, each) => sum + each, 0),
      3,
    )
    await until(async () => (await ledgerOf("pay_raced")).movements.length > 2)
    strictEqual((await ledgerOf("pay_raced")).movements.length, 3)
  })
  it("is not there where Dodo knows none, and is asked for again where Dodo does not say", async () => {
    const { dodo } = facing
    await refused(dodo.refunds.create({ payment_id: "pay_nowhere" }), 404, "NOT_FOUND")
    await atDodo("pay_odd", { currency: "XXX" })
    const asking = facing.clientOf({ maxRetries: 0 }).refunds.create({ payment_id: "pay_odd" })
    await refused(asking, 503, "INTERNAL_SERVER_ERROR")
  })
})
