/** What a sandbox is told beside a provider's own wire, in headers of ours that a real provider takes no notice of. */
import type { Sending } from "@refund-rules/engine"

/**
 * The currency and the customer, for a sandbox knows no payments; and how it is to behave, where the refund or its payment says so and the
 * wire has no metadata that would carry it.
 *
 * @since 0.1.0
 */
export const asidesOf = ({ payment, refund }: Sending): Readonly<Record<string, string>> => {
  const behaviour = refund.metadata["sandbox"] ?? payment.metadata["sandbox"]
  return {
    "refund-rules-currency": payment.currency,
    ...(payment.customer !== undefined && /^[\w.@-]+$/.test(payment.customer.id)
      ? { "refund-rules-customer": payment.customer.id }
      : {}),
    // A header carries plain words only; whatever else stands there is nothing a sandbox knows.
    ...(behaviour !== undefined && /^[a-z_, ]+$/.test(behaviour) ? { "refund-rules-sandbox": behaviour } : {}),
  }
}
