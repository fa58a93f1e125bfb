import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { afterAll, beforeAll, describe, it } from "vitest"
import { faceSandbox } from "./stripeClient.ts"

let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox({
    REFUND_RULES_GATEWAY_TIMEOUT_MS: "3000",
    REFUND_RULES_FACADE_WAIT_MS: "50",
    REFUND_RULES_POLL_MS: "100",
  })
})
afterAll(() => facing.close())

interface Ledger {
  readonly movements: readonly { readonly amount: number }[]
  readonly calls: readonly { readonly method: string; readonly key: string | null }[]
}

const ledgerOf = async (payment: string): Promise<Ledger> =>
  (await (await fetch(`${facing.sandbox}/ledger?payment=${payment}`)).json()) as Ledger

describe.concurrent("a refund whose answer was lost, through the whole server and a provider that is a peer", () => {
  it.each(["hang_after_move", "error_after_move", "wrong_amount", "wrong_currency", "not_json", "rate_limited"])(
    "keeps its hold, moves once, and is known in the end: %s",
    async (sandbox) => {
      const { pay, stripe } = facing
      const { charge, payment_intent } = await pay()
      const { id } = await stripe.refunds.create({ charge, amount: 7000, metadata: { sandbox } })
      for (;;) {
        const { status } = await stripe.refunds.retrieve(id)
        if (status === "succeeded") break
        strictEqual(status, "pending")
        const over = await stripe.refunds.create({ charge, amount: 7000 }).catch((error: unknown) => error)
        ok(over instanceof Error, "the hold was let go while nobody knew")
        await new Promise((resolve) => setTimeout(resolve, 250))
      }
      const { calls, movements } = await ledgerOf(payment_intent)
      deepStrictEqual(
        movements.map(({ amount }) => amount),
        [7000],
      )
      const keys = new Set(calls.filter(({ method }) => method === "POST").map(({ key }) => key))
      strictEqual(keys.size, 1)
    },
  )
})
