import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { loopGateway } from "@refund-rules/provider-loop"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { gatewayTrial, hearsByAsking, looksForAnother } from "./gatewayTrial.ts"
import { loopWired as wired } from "./keyless.ts"
import { numbersToCome, sendingOf, table } from "./outcomeTable.ts"

const tell = async (sandbox: string, number: number): Promise<void> => {
  const { references } = wired.payment(number)
  const told = { provider: "loop", id: references["paymentId"], customer_id: `cus_loop_${number}` }
  const body = JSON.stringify({ ...told, amount_cents: "10000", currency: "eur" })
  const { status } = await fetch(`${sandbox}/control/payments`, { method: "POST", body })
  strictEqual(status, 200)
}

const trial = gatewayTrial({
  name: "Loop",
  wired,
  gateway: (sandbox, timeoutMs) => loopGateway({ url: `${sandbox}/loop`, key: Redacted.make("token"), timeoutMs }),
  // Loop names no currency, so it cannot name a wrong one.
  rows: table.map((row) =>
    row.behaviour === "wrong_currency" ? { ...row, first: "succeeded", again: "succeeded" } : row,
  ),
  // A list is believed to be whole only where the payment itself names the customer.
  prepare: async (sandbox) => {
    const numbers = [...numbersToCome(200), ...[...Array(100).keys()].map((number) => 1_000_001 + number)]
    await Promise.all(numbers.map((number) => tell(sandbox, number)))
  },
  plants: looksForAnother,
})

describe("at Loop, a gateway", () => {
  const { find, gateway, send } = trial
  hearsByAsking(trial, wired, "canceled")
  it("denies nothing of a payment whose customer it cannot tell", async () => {
    const sending = sendingOf("hang", "EUR", 4000, wired)
    const { customer: _, ...payment } = sending.payment
    strictEqual(await find({ ...sending, payment }), "unknown")
    const other = { ...sending.payment, customer: { ...sending.payment.customer!, id: "cus_other" } }
    strictEqual(await find({ ...sending, payment: other }), "unknown")
    strictEqual(await find(sending), undefined)
  })
  it("fetches a payment with what was refunded of it", async () => {
    const sending = sendingOf("succeed", "EUR", 4000, wired)
    await send(sending)
    const fetched = await Effect.runPromise(gateway().fetchPayment!(sending.payment.references))
    ok(typeof fetched === "object")
    const { captured, currency, customer, provider, status } = fetched.payment
    deepStrictEqual([provider, captured, currency, status], ["loop", 10_000, "EUR", "captured"])
    deepStrictEqual(customer, { id: sending.payment.customer!.id })
    deepStrictEqual(
      fetched.refunds.map((refund) => [refund.amount, refund.status]),
      [[4000, "succeeded"]],
    )
    strictEqual(await Effect.runPromise(gateway().fetchPayment!({ paymentId: "pay_nobody" })), undefined)
  })
})
