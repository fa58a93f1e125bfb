/** What the tests of the store are written with: scopes, payments, asks as the desk makes them, and endings in words. */
import { handle, type Ledger } from "@refund-rules/core"
import type { Judgement } from "@refund-rules/engine"
export { ending, paymentOf, run, shop } from "@refund-rules/harness/store"

export const AT = "2026-01-01T00:00:00.000Z"

type Given = Parameters<typeof handle>[1]

/** A judge that handles a command of the core; its answer is whether it was accepted. */
export const commanding =
  (command: Given, more: Partial<Judgement<boolean>> = {}) =>
  (ledger: Ledger): Judgement<boolean> => {
    const events = handle(ledger, command)
    return events.ok ? { events: events.value, answer: true, ...more } : { events: [], answer: false }
  }

/** A judge that asks for an amount, with the errand to send it. */
export const asking = (refundId: string, amount: number, at = AT, requestedBy = "ann") =>
  commanding(
    { _tag: "Request", refundId, ask: { amount }, requestedBy, at },
    { errands: [{ id: `send ${refundId}`, refundId }], by: requestedBy },
  )
