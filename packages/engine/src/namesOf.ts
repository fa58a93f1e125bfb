/** The names of which each is one payment's only: what its provider calls it, and for a customer's balance whose it is. */
import type { Payment } from "@refund-rules/core"

/**
 * Every name that no other payment of the merchant in that mode may have; one without a provider is none of a provider's.
 *
 * @example
 * ```ts
 * import { parsePayment } from "@refund-rules/core"
 * import { namesOf } from "@refund-rules/engine"
 *
 * const given = { provider: "stripe", references: { charge: "ch_1" }, currency: "EUR", captured: 1000 }
 * const charge = parsePayment(given)
 * charge.ok && namesOf(charge.value) // => [{ provider: "stripe", name: "charge", value: "ch_1" }]
 *
 * const balance = parsePayment({ ...given, references: {}, kind: "customer_balance", customer: { id: "cus_1" } })
 * balance.ok && namesOf(balance.value) // => [{ provider: "", name: "customer_balance", value: "EUR cus_1" }]
 * ```
 *
 * @since 0.1.0
 */
export const namesOf = ({
  currency,
  customer,
  kind,
  provider,
  references,
}: Payment): readonly { readonly provider: string; readonly name: string; readonly value: string }[] => [
  ...Object.entries(references).map(([name, value]) => ({ provider, name, value: String(value) })),
  ...(kind === "customer_balance" && customer !== undefined
    ? [{ provider: "", name: kind, value: `${currency} ${customer.id}` }]
    : []),
]
