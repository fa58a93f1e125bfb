/** Prices an ask under its terms: per line and component what is paid and what is retained, exact to the unit. */
import { apportion } from "../money/apportion.ts"
import { stepInMinor } from "../money/Codec.ts"
import { proportion } from "../money/proportion.ts"
import type { Claim, ClaimedLine } from "../ledger/Claim.ts"
import type { Terms } from "../ledger/Terms.ts"
import { layoutOf } from "../payment/layout.ts"
import { marketplaceShares } from "./marketplace.ts"
import type { Pricing } from "./RefundCase.ts"
import { isExcluded } from "./scope.ts"
import { size, type Sized } from "./size.ts"
import type { SizedLine } from "./sizeLines.ts"
import type { InvariantViolation } from "./Violation.ts"

/** What a refund would take, or why none can be taken. */
export interface Priced {
  readonly claim: Claim
  readonly violations: readonly InvariantViolation[]
}

/** The claim of an ask; an empty one where an invariant is broken. */
export const price = (pricing: Pricing, terms: Terms): Priced => {
  const { sized, retained, violations } = total(pricing, terms)
  if (violations.length > 0) return { claim: nothing, violations }
  const paid = sized.claim - retained
  const claim = { paid, retained, lines: claimedLines(pricing, terms, sized, retained) }
  return { claim: { ...claim, ...marketplaceShares(pricing, paid) }, violations }
}

/** The totals alone: all that a verdict needs, without working out a single share. */
export const total = (
  pricing: Pricing,
  terms: Terms,
): { readonly sized: Sized; readonly retained: number; readonly violations: readonly InvariantViolation[] } => {
  const sized = size(pricing, terms)
  if (sized.violations.length > 0) return { sized, retained: 0, violations: sized.violations }
  const retained = retainedOf(pricing, terms, sized.claim)
  if (retained < sized.claim) return { sized, retained, violations: sized.violations }
  return { sized, retained, violations: [{ _tag: "NothingToPay", claim: sized.claim, retained }] }
}

const nothing: Claim = { paid: 0, retained: 0, lines: [] }

/** The restocking fee, once per refund: in whole steps, and never more than the claim. */
export const retainedOf = ({ payment }: Pricing, { restocking }: Terms, claim: number): number => {
  if (restocking === undefined) return 0
  const step = stepInMinor(payment.provider, payment.currency)
  if ("basisPoints" in restocking) return proportion(claim, restocking.basisPoints, 10_000 * step) * step
  const fee = Object.hasOwn(restocking.fixed, payment.currency) ? restocking.fixed[payment.currency]! : 0
  return Math.min(proportion(fee, 1, step) * step, claim)
}

/** What of an amount the world took its lines can bear: over all of them by what remains, in no units. */
export const shareOut = (pricing: Pricing, claim: number, retained: number): readonly ClaimedLine[] => {
  const borne = Math.min(
    claim,
    pricing.position.components.reduce((sum, one) => sum + one, 0),
  )
  const sized = { claim: borne, isEverything: false, violations: [] }
  return claimedLines(pricing, {}, sized, Math.max(0, borne - (claim - retained)))
}

const claimedLines = (pricing: Pricing, terms: Terms, sized: Sized, retained: number): readonly ClaimedLine[] => {
  const lines = (sized.lines ?? headerLines(pricing, terms, sized)).filter((line) => line.amount > 0 || line.units > 0)
  if (retained === 0) return lines.map((line) => claimedLine(pricing, line, none))
  const shares = apportion(
    lines.map((line) => line.amount),
    retained,
  )
  return lines.map((line, index) => claimedLine(pricing, line, apportion(line.shares, shares[index]!)))
}

const none: readonly number[] = []

/** A header amount over the lines in scope by what remains of them, then inside each line over its components. */
const headerLines = (pricing: Pricing, terms: Terms, sized: Sized): readonly SizedLine[] => {
  const { payment, position } = pricing
  const { starts } = layoutOf(payment)
  const remaining = payment.lines.map((line, at) => {
    if (isExcluded(line, position.touched[at]!, terms)) return 0
    let gross = 0
    for (let index = starts[at]!; index < starts[at + 1]!; index++) gross += position.components[index]!
    return gross
  })
  const shares = apportion(remaining, sized.claim)
  return payment.lines.map((line, at) => {
    const components = position.components.slice(starts[at]!, starts[at + 1]!)
    const takesUnits = sized.isEverything && !isExcluded(line, position.touched[at]!, terms)
    const units = takesUnits ? position.units[at]! : 0
    return { at, amount: shares[at]!, shares: apportion(components, shares[at]!), units, isRest: false }
  })
}

const claimedLine = ({ payment }: Pricing, line: SizedLine, retained: readonly number[]): ClaimedLine => {
  const { id, taxes } = payment.lines[line.at]!
  const net = line.shares.length - 1
  let kept = 0
  for (const one of retained) kept += one
  const paidOf = (index: number): number => line.shares[index]! - (retained[index] ?? 0)
  const claimed = {
    id,
    net: paidOf(net),
    taxes: taxes.map((tax, index) => ({ id: tax.id, amount: paidOf(index) })),
    amount: line.amount - kept,
    retained: kept,
    units: line.units,
  }
  if (kept === 0) return claimed
  const retainedTaxes = taxes.map((tax, index) => ({ id: tax.id, amount: retained[index]! }))
  return { ...claimed, retainedOf: { net: retained[net]!, taxes: retainedTaxes } }
}
