/** What tests of stores are written with: a scope, payments, and endings in words. */
import { parsePayment, type Payment } from "@refund-rules/core"
import type { Scope } from "@refund-rules/engine"
import { Cause, Effect, Exit } from "effect"

/** The merchant of most tests. */
export const shop: Scope = { merchant: "shop", mode: "test" }

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

/** Runs an effect that needs nothing. */
export const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)

/** How an effect ended: its value, the tag of its error, or what a defect says. */
export const ending = async <A, E>(effect: Effect.Effect<A, E>): Promise<unknown> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isSuccess(exit)) return exit.value
  const error = Cause.squash(exit.cause)
  return (error as { readonly _tag?: string })._tag ?? String(error)
}
