/** What a provider can do at all, as data: an ask it could not carry is refused before anything is sent. */
import { optional, type TypeOf } from "../shape/Shape.ts"
import { struct } from "../shape/structures.ts"
import { flag, integer, minor } from "../shape/values.ts"

export const capabilities = struct({
  /** Less than the whole payment. */
  partial: optional(flag),
  /** More than one refund of a payment. */
  severalPartials: optional(flag),
  maxAgeDays: optional(integer(0, 100_000)),
  maxRefunds: optional(integer(0)),
  maxAmount: optional(minor),
})

/**
 * What a provider declares it can carry; what it does not declare is not limited.
 *
 * @since 0.1.0
 */
export type Capabilities = TypeOf<typeof capabilities>
