/** Prices an ask under its terms: per line and component what is paid and what is retained, exact to the unit. */
import { apportion } from "../money/apportion.ts"
import { stepInMinor } from "../money/Codec.ts"
import { largestRemainder } from "../money/largestRemainder.ts"
import { proportion } from "../money/proportion.ts"
import type { Claim, ClaimedLine } from "../ledger/Claim.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Line } from "../payment/Line.ts"
import { withMarketplace } from "./marketplace.ts"
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
  const { claim, lines: named, retained, violations } = total(pricing, terms)
  if (violations.length > 0) return { claim: nothing, violations }
  const lines =
    named === undefined ? headerLines(pricing, terms, claim, isEverything(pricing.ask)) : namedLines(pricing, named)
  return {
    claim: withMarketplace(pricing, { paid: claim - retained, retained, lines: lessRetained(lines, retained) }),
    violations,
  }
}

/** What an ask claims, and what of it is retained. */
export interface Total extends Sized {
  readonly retained: number
}

/** The totals alone: all that a verdict needs, without working out a single share. */
export const total = (pricing: Pricing, terms: Terms): Total => {
  const { claim, lines, violations: unsized } = size(pricing, terms)
  const retained = retainedOf(pricing, terms, claim)
  const isPaid = unsized.length > 0 || retained < claim
  const violations = isPaid ? unsized : [{ _tag: "NothingToPay" as const, claim, retained }]
  return { claim, lines, retained, violations }
}

/** Whether all that remains in scope is asked for: its units go too. */
const isEverything = ({ amount, full }: Pricing["ask"]): boolean => full === true || amount === undefined

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
  return lessRetained(headerLines(pricing, {}, borne, false), Math.max(0, borne - (claim - retained)))
}

/** The same lines, with what is retained cut over them by what each claims. */
const lessRetained = (lines: readonly ClaimedLine[], retained: number): readonly ClaimedLine[] => {
  if (retained === 0) return lines
  const shares = apportion(
    lines.map((line) => line.amount),
    retained,
  )
  return lines.map((line, index) => retaining(line, shares[index]!))
}

const namedLines = ({ payment }: Pricing, lines: readonly SizedLine[]): readonly ClaimedLine[] =>
  withoutEmpty(lines.map(({ amount, at, shares, units }) => claimedLine(payment.lines[at]!, amount, shares, units)))

const withoutEmpty = (lines: readonly ClaimedLine[]): readonly ClaimedLine[] =>
  lines.every(takesSomething) ? lines : lines.filter(takesSomething)

const takesSomething = ({ amount, units }: ClaimedLine): boolean => amount > 0 || units > 0

/** A header amount over the lines in scope by what remains of them, then inside each line over its components. */
const headerLines = (
  { payment, position }: Pricing,
  terms: Terms,
  claim: number,
  takesUnits: boolean,
): readonly ClaimedLine[] => {
  const { components, layout, touched, units } = position
  const { starts } = layout
  const isOut = (at: number): boolean => isExcluded(payment.lines[at]!, touched[at]!, terms)
  const remaining = position.lines.map((one, at) => (isOut(at) ? 0 : one))
  const amounts = apportion(remaining, claim)
  const lines = payment.lines.map((line, at) => {
    const amount = amounts[at]!
    const taken = takesUnits && !isOut(at) ? units[at]! : 0
    const start = starts[at]!
    return line.taxes.length === 1
      ? taxedOnce(line, amount, proportion(components[start]!, amount, remaining[at]!), taken)
      : claimedLine(line, amount, cut(components, start, starts[at + 1]!, remaining[at]!, amount), taken)
  })
  return withoutEmpty(lines)
}

/** The shares of an amount in a line's components; `sum` is all that they have. */
const cut = (components: readonly number[], start: number, end: number, sum: number, amount: number) =>
  amount === sum ? components.slice(start, end) : largestRemainder(components, sum, amount, start, end)

const claimedLine = (line: Line, amount: number, shares: readonly number[], units: number): ClaimedLine => {
  const { id, taxes } = line
  if (taxes.length === 1) return taxedOnce(line, amount, shares[0]!, units)
  return {
    id,
    net: shares[taxes.length]!,
    taxes: taxes.map((tax, index) => ({ id: tax.id, amount: shares[index]! })),
    amount,
    retained: 0,
    units,
  }
}

/** Nearly every line: of a tax and a net the tax is rounded half up, and the net is the rest. */
const taxedOnce = ({ id, taxes }: Line, amount: number, tax: number, units: number): ClaimedLine => ({
  id,
  net: amount - tax,
  taxes: [{ id: taxes[0]!.id, amount: tax }],
  amount,
  retained: 0,
  units,
})

/** A line less what is retained of it, in each of its components. */
const retaining = (line: ClaimedLine, retained: number): ClaimedLine => {
  if (retained === 0) return line
  const { amount, net, taxes } = line
  const kept = apportion([...taxes.map((tax) => tax.amount), net], retained)
  const keptNet = kept[taxes.length]!
  return {
    ...line,
    net: net - keptNet,
    taxes: taxes.map((tax, index) => ({ id: tax.id, amount: tax.amount - kept[index]! })),
    amount: amount - retained,
    retained,
    retainedOf: { net: keptNet, taxes: taxes.map(({ id }, index) => ({ id, amount: kept[index]! })) },
  }
}
