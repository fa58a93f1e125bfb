/** How a refund is priced: what is retained of it, and which lines never go back. The terms of a claim stay with it. */
import { lineKind, tag } from "../payment/Line.ts"
import { optional, type TypeOf } from "../shape/Shape.ts"
import { either, isRecord, list, map, struct } from "../shape/structures.ts"
import { integer, literals, minor } from "../shape/values.ts"

/** Amounts by currency; the keys are checked where the policy is read. */
export const amounts = map(minor, 3, 200)

const share = struct({ basisPoints: integer(0, 10_000) })
const fixed = struct({ fixed: amounts })

export const terms = struct({
  restocking: optional(either((value) => isRecord(value) && Object.hasOwn(value, "fixed"), fixed, share)),
  shipping: optional(literals("refundable", "once", "never")),
  tips: optional(literals("refundable", "never")),
  nonRefundable: optional(struct({ kinds: optional(list(lineKind)), tags: optional(list(tag)) })),
})

/**
 * The terms a refund is priced under; nothing given means that everything goes back and nothing is retained.
 *
 * @since 0.1.0
 */
export type Terms = TypeOf<typeof terms>
