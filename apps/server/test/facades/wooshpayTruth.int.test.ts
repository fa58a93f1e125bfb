import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { faceSandbox } from "./wooshpayClient.ts"

const secret = "whsec_of_the_test_0123456789"
let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox({
    REFUND_RULES_GATEWAY_TIMEOUT_MS: "3000",
    REFUND_RULES_FACADE_WAIT_MS: "1000",
    REFUND_RULES_POLL_MS: "100",
    REFUND_RULES_GATEWAY_WOOSHPAY_WEBHOOK_SECRET: secret,
  })
})
afterAll(() => facing.close())

interface Ledger {
  readonly movements: readonly { readonly amount: number; readonly refund: string }[]
  readonly calls: readonly { readonly method: string }[]
}

const ledgerOf = async (payment: string): Promise<Ledger> =>
  (await (await fetch(`${facing.sandbox}/ledger?payment=${payment}`)).json()) as Ledger

/** Sends a webhook as WooshPay signs it. */
const tell = async (refund: object, { by = secret, id = `evt_${randomUUID()}` } = {}): Promise<number> => {
  const object = { object: "refund", currency: "eur", metadata: {}, ...refund }
  const body = JSON.stringify({
    id,
    object: "event",
    created: Date.now(),
    type: "charge.refund.updated",
    data: { object },
  })
  const time = Math.floor(Date.now() / 1000)
  const signature = createHmac("sha256", by).update(`${time}.${body}`).digest("hex")
  const headers = { "content-type": "application/json", "wooshpay-signature": `t=${time},v1=${signature}` }
  return (await fetch(`${facing.url}/webhooks/wooshpay`, { method: "POST", headers, body })).status
}

const incidentsOf = async (refundId: string): Promise<readonly string[]> =>
  (await facing.ask("GET", "/v1/incidents?limit=100")).json.items
    .filter((one: any) => one.refundId === refundId)
    .map((one: any) => one.kind)

describe("a refund whose answer was lost, at a provider that neither tells a repeated send nor lists", () => {
  it.each(["hang_after_move", "error_after_move", "not_json"])(
    "is held, told to an operator, never sent again, and settled by the provider's own word: %s",
    async (sandbox) => {
      const { ask, pay, refund, retrieve } = facing
      const payment_intent = await pay()
      const { body } = await refund({ payment_intent, amount: "7000", metadata: { sandbox } })
      strictEqual(body.status, "pending")
      const id = `ref_${body.id.slice(3)}`
      while ((await ask("GET", `/v1/refunds/${id}`)).json.status !== "unknown")
        await new Promise((resolve) => setTimeout(resolve, 100))
      deepStrictEqual(await incidentsOf(id), ["unknown_outcome"])
      strictEqual((await refund({ payment_intent, amount: "3001" })).status, 400)
      const { calls, movements } = await ledgerOf(payment_intent)
      deepStrictEqual([calls.length, movements.length], [1, 1])
      const told = { id: movements[0]!.refund, payment_intent, amount: 7000, metadata: { refund_rules_id: id } }
      strictEqual(await tell({ ...told, status: "succeeded" }), 200)
      strictEqual((await retrieve(body.id)).body.status, "succeeded")
      strictEqual((await retrieve(movements[0]!.refund)).body.id, body.id)
    },
  )
  it("is sent again where WooshPay said that it was not taken", async () => {
    const { pay, refund, retrieve } = facing
    const payment_intent = await pay()
    const { body } = await refund({ payment_intent, metadata: { sandbox: "rate_limited" } })
    while ((await retrieve(body.id)).body.status !== "succeeded")
      await new Promise((resolve) => setTimeout(resolve, 100))
    strictEqual((await ledgerOf(payment_intent)).movements.length, 1)
  })
})

describe("webhooks", () => {
  const pending = async () => {
    const payment_intent = await facing.pay()
    const { body } = await facing.refund({ payment_intent, amount: "4000", metadata: { sandbox: "pending" } })
    const refund = async () => (await facing.ask("GET", `/v1/refunds/ref_${body.id.slice(3)}`)).json
    await expect.poll(async () => (await refund()).providerRefundId).not.toBe(null)
    const { providerRefundId } = await refund()
    return { id: body.id, told: { id: providerRefundId, payment_intent, amount: 4000 } }
  }
  const statusOf = async (id: string) => (await facing.retrieve(id)).body.status

  it("settle a refund, in any order and however often they come", async () => {
    const { id, told } = await pending()
    strictEqual(await tell({ ...told, status: "succeeded" }, { id: "evt_twice" }), 200)
    strictEqual(await tell({ ...told, status: "succeeded" }, { id: "evt_twice" }), 200)
    strictEqual(await tell({ ...told, status: "pending" }), 200)
    strictEqual(await statusOf(id), "succeeded")
  })
  it("change nothing where they are not signed, or tell of another amount", async () => {
    const { id, told } = await pending()
    strictEqual(await tell({ ...told, status: "failed" }, { by: "whsec_of_nobody_0123456789" }), 400)
    strictEqual(await tell({ ...told, amount: 4001, status: "succeeded" }), 200)
    strictEqual(await statusOf(id), "pending")
    ok((await incidentsOf(`ref_${id.slice(3)}`)).includes("answer_mismatch"))
  })
  it("of a refund that somebody made at WooshPay record it", async () => {
    const payment_intent = await facing.pay()
    strictEqual(await tell({ id: "re_dashboard", payment_intent, amount: 2500, status: "succeeded" }), 200)
    strictEqual((await facing.retrieve("re_dashboard")).body.amount, 2500)
    const over = await facing.refund({ payment_intent, amount: "7501" })
    deepStrictEqual([over.status, over.body.error.param], [400, "amount"])
  })
})
