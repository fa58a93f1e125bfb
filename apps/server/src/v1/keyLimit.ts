/** Holds a key to the largest amount it may ask for: by what the ask would pay at this moment. */
import type { RefundDeskShape } from "@refund-rules/engine"
import { Effect } from "effect"
import { problem } from "./Problem.ts"
import type { Asked, Fault } from "./Route.ts"

/** Succeeds where the ask pays no more than the key allows; a key without a limit is not held to any. */
export const withinLimit = (
  desk: RefundDeskShape,
  { caller, holder }: Asked,
  paymentId: string,
  ask: unknown,
): Effect.Effect<void, Fault> =>
  holder.maxAmount === undefined
    ? Effect.void
    : Effect.flatMap(desk.quote(caller, { paymentId, ask }), ({ quote }) => within(holder.maxAmount, quote.total))

/** Succeeds where an amount is within a limit, if there is one. */
export const within = (maxAmount: number | undefined, amount: number): Effect.Effect<void, Fault> =>
  maxAmount === undefined || amount <= maxAmount
    ? Effect.void
    : Effect.fail(problem("key_limit_exceeded", `this key asks for at most ${maxAmount}, this would pay ${amount}`))
