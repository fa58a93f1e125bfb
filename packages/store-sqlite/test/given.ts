/** What the tests of the store are written with: scopes, payments, asks as the desk makes them, and endings in words. */
import { handle, type Ledger, parsePayment, type Payment } from "@refund-rules/core"
import type { Judgement, Scope } from "@refund-rules/engine"
import { Cause, Effect, Exit } from "effect"

export const shop: Scope = { merchant: "shop", mode: "test" }
export const AT = "2026-01-01T00:00:00.000Z"

/** A captured payment of two lines, with tax, a customer and a name at its provider. */
export const paymentOf = (
  id: string,
  more: Readonly<Record<string, unknown>> = {},
): Payment & { readonly id: string } => {
  const parsed = parsePayment({
    id,
    provider: "sandbox",
    references: { order: `order ${id}` },
    currency: "EUR",
    captured: 10_000,
    customer: { id: "c1" },
    lines: [
      { id: "a", kind: "product", quantity: 2, net: 5000, taxes: [{ id: "vat", amount: 1000 }] },
      { id: "b", kind: "product", quantity: 4, net: 4000, taxes: [] },
    ],
    ...more,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return { ...parsed.value, id }
}

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

export const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

/** How an effect ended: its value, the tag of its error, or what a defect says. */
export const ending = async <A, E>(effect: Effect.Effect<A, E>): Promise<unknown> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isSuccess(exit)) return exit.value
  const error = Cause.squash(exit.cause)
  return (error as { readonly _tag?: string })._tag ?? String(error)
}
