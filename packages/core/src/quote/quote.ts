/** What would be paid back, per line and component, before anybody decides whether it may be. */
import type { ClaimedLine } from "../ledger/Claim.ts"
import type { Claim } from "../ledger/Claim.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Currency } from "../money/Currency.ts"
import { price } from "./price.ts"
import type { Pricing } from "./RefundCase.ts"

/**
 * What would be paid back: `total`, and beside it what is `retained`, both cut over the claimed lines.
 *
 * @since 0.1.0
 */
export interface Quote {
  readonly total: number
  readonly retained: number
  readonly currency: Currency
  readonly lines: readonly ClaimedLine[]
  readonly applicationFee?: { readonly share: number; readonly returned: boolean }
  readonly transfer?: { readonly share: number; readonly reversed: boolean }
}

/**
 * The quote of a case under terms; a total of 0 where an invariant keeps anything from going back.
 *
 * @example
 * ```ts
 * import { parseCase, quote } from "@refund-rules/core"
 *
 * const facts = parseCase({
 *   payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 1000, orderTax: 200 },
 *   history: [],
 *   ask: { amount: 333 },
 *   askedAt: "2026-01-31T12:00:00Z",
 * })
 * facts.ok && quote(facts.value).lines // => [{ id: "payment", net: 266, taxes: [{ id: "tax", amount: 67 }], amount: 333, retained: 0, units: 0 }]
 * ```
 *
 * @since 0.1.0
 */
export const quote = (facts: Pricing, terms: Terms = {}): Quote => quoteOf(facts, price(facts, terms).claim)

/** A claim as people read it. */
export const quoteOf = ({ payment }: Pricing, claim: Claim): Quote => {
  const { applicationFee, lines, paid, retained, transfer } = claim
  const quote = { total: paid, retained, currency: payment.currency, lines }
  if (applicationFee === undefined && transfer === undefined) return quote
  return {
    ...quote,
    ...(applicationFee === undefined ? {} : { applicationFee }),
    ...(transfer === undefined ? {} : { transfer }),
  }
}
