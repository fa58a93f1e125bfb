/** A planted fault: the effect is made and dropped, so nothing ever runs. */
import { Effect } from "effect"

export const refund = Effect.gen(function* () {
  Effect.log("refunded")
  yield* Effect.void
})
