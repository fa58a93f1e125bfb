/** The name of a hot command in a trace, for half of what `Effect.fn` takes: one span, and no stack is looked at. */
import { Effect } from "effect"

export const spanned = (name: string) => {
  const named = Effect.withSpan(`RefundDesk.${name}`, undefined, { captureStackTrace: false })
  return <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => named(command) as Effect.Effect<A, E, R>
}
