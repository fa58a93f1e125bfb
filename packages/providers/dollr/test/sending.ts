/** Refunds as the desk sends them. */
import type { Sending } from "@refund-rules/engine"
import { sendingOf as sendingLike, type SendingWanted } from "@refund-rules/testing"

/** A refund of 40.00 of a payment of 100.00, asked for just now, unless something else is wanted. */
export const sendingOf = ({ payment, ...wanted }: SendingWanted = {}): Sending =>
  sendingLike({
    payment: { provider: "dollr", references: { paymentIntentId: 77 }, currency: "USD", ...payment },
    at: new Date().toISOString(),
    ...wanted,
  })
