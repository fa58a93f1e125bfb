/** Why money goes back: one canonical set; what providers say is mapped to it at the edge. */
import type { TypeOf } from "../shape/Shape.ts"
import { literals, text } from "../shape/values.ts"

export const reason = literals(
  "duplicate",
  "fraudulent",
  "requested_by_customer",
  "product_unsatisfactory",
  "not_received",
  "order_change",
  "order_canceled",
  "service_disruption",
  "goodwill",
  "resolved_dispute",
  "other",
)

/**
 * Why somebody asks for money back.
 *
 * @since 0.1.0
 */
export type Reason = TypeOf<typeof reason>

/** Free words beside the reason. */
export const note = text(0, 3000)
