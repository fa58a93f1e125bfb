/** What a sandbox is told beside a provider's own wire, in headers of ours that a real provider takes no notice of. */
import type { Sending } from "@refund-rules/engine"

/**
 * The names of the payment, its currency and its customer, for a sandbox knows no payments; and how it is to behave, where the refund or its payment says so and the
 * wire has no metadata that would carry it.
 *
 * @example
 * ```ts
 * import { asidesOf } from "@refund-rules/provider-kit"
 *
 * const payment = { currency: "EUR", references: { charge: "ch 1" }, metadata: {} }
 * const sending = { payment, refund: { metadata: { sandbox: "pending" } } }
 * asidesOf(sending as never)["refund-rules-references"] // => "charge=ch%201"
 * asidesOf(sending as never)["refund-rules-sandbox"] // => "pending"
 * ```
 *
 * @since 0.1.0
 */
export const asidesOf = ({ payment, refund }: Sending): Readonly<Record<string, string>> => {
  const behaviour = refund.metadata["sandbox"] ?? payment.metadata["sandbox"]
  const names = Object.entries(payment.references).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return {
    ...(names.length === 0 ? {} : { "refund-rules-references": names.join("&") }),
    "refund-rules-currency": payment.currency,
    ...(payment.customer !== undefined && /^[\w.@-]+$/.test(payment.customer.id)
      ? { "refund-rules-customer": payment.customer.id }
      : {}),
    // A header carries plain words only; whatever else stands there is nothing a sandbox knows.
    ...(behaviour !== undefined && /^[a-z_, ]+$/.test(behaviour) ? { "refund-rules-sandbox": behaviour } : {}),
  }
}
