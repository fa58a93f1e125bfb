/** Refunds as the desk sends them. */
import type { Sending } from "@refund-rules/engine"
import { sendingOf as sendingLike, type SendingWanted } from "@refund-rules/testing"

/** A refund of 40.00 of a payment of 100.00, unless something else is wanted. */
export const sendingOf = ({ payment, ...wanted }: SendingWanted = {}): Sending =>
  sendingLike({
    payment: { provider: "stripe", references: { paymentIntent: "pi_1", charge: "ch_1" }, ...payment },
    ...wanted,
  })
