/** How much an ask claims before its shares are worked out: the total, where from, and every invariant it breaks. */
import { stepInMinor } from "../money/Codec.ts"
import { isMinor } from "../money/Minor.ts"
import type { LineAsk } from "../ledger/Ask.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Pricing } from "./RefundCase.ts"
import { canExclude, isExcluded } from "./scope.ts"
import { sizeLines, type SizedLine } from "./sizeLines.ts"
import type { InvariantViolation } from "./Violation.ts"

/** A claim in total; `lines` stand where lines were named, else it reaches every line in scope. */
export interface Sized {
  readonly claim: number
  readonly lines: readonly SizedLine[] | undefined
  readonly violations: readonly InvariantViolation[]
}

/** Sizes an ask against what remains; the total is 0 where anything is broken. */
export const size = (pricing: Pricing, terms: Terms): Sized => {
  const { ask, payment, position } = pricing
  const violations: InvariantViolation[] = []
  if (payment.status !== "captured") violations.push({ _tag: "NotCaptured", status: payment.status })
  if (ask.currency !== undefined && ask.currency !== payment.currency) {
    violations.push({ _tag: "CurrencyMismatch", asked: ask.currency, currency: payment.currency })
  }
  const step = stepInMinor(payment.provider, payment.currency)
  const available = inScope(pricing, terms)
  if (position.remaining - (position.remaining % step) === 0) {
    violations.push({ _tag: "NothingRemains", stranded: position.remaining })
    return unsized(pricing, terms, violations)
  }
  const sized =
    ask.lines === undefined
      ? sizeHeader(ask, available, step, violations)
      : sizeNamed(pricing, ask.lines, terms, step, violations)
  return violations.length === 0 ? sized : unsized(pricing, terms, violations)
}

const unsized = (pricing: Pricing, terms: Terms, violations: readonly InvariantViolation[]): Sized => ({
  claim: 0,
  lines: undefined,
  violations: withDispute(pricing, terms, violations),
})

/** What remains of all lines in scope, bound by what remains of the payment. */
export const inScope = ({ payment, position }: Pricing, terms: Terms): number => {
  if (!canExclude(terms)) return position.remaining
  let remaining = 0
  payment.lines.forEach((line, at) => {
    if (!isExcluded(line, position.touched[at]!, terms)) remaining += position.lines[at]!
  })
  return Math.min(remaining, position.remaining)
}

const sizeHeader = (ask: Pricing["ask"], available: number, step: number, violations: InvariantViolation[]): Sized => {
  const everything = available - (available % step)
  const asked = ask.amount ?? everything
  if (everything === 0) violations.push({ _tag: "NothingRemains", stranded: available })
  else if (!isMinor(asked) || asked === 0) violations.push({ _tag: "NothingAsked" })
  else if (ask.full === true && asked !== everything) {
    violations.push({ _tag: "FullDiffers", asked, remaining: everything })
  } else if (asked > available) violations.push({ _tag: "ExceedsRemaining", asked, remaining: everything })
  else if (asked % step !== 0) violations.push({ _tag: "OffStep", asked, step, nearest: asked - (asked % step) })
  return { claim: asked, lines: undefined, violations }
}

const sizeNamed = (
  pricing: Pricing,
  asked: readonly LineAsk[],
  terms: Terms,
  step: number,
  violations: InvariantViolation[],
): Sized => {
  const before = violations.length
  const lines = sizeLines(pricing, asked, terms, step, violations)
  const claim = lines.reduce((sum, line) => sum + line.amount, 0)
  // Only what is wrong with the lines keeps their total from being judged as well.
  if (violations.length === before) judgeSum(claim, pricing.position.remaining, step, violations)
  return { claim, lines, violations }
}

const judgeSum = (claim: number, remaining: number, step: number, violations: InvariantViolation[]): void => {
  if (claim === 0) violations.push({ _tag: "NothingAsked" })
  else if (claim > remaining)
    violations.push({ _tag: "ExceedsRemaining", asked: claim, remaining: remaining - (remaining % step) })
  else if (claim % step !== 0) violations.push({ _tag: "OffStep", asked: claim, step, nearest: claim - (claim % step) })
}

/** An ask that only disputes keep from fitting is refused for them, besides for itself. */
const withDispute = (
  pricing: Pricing,
  terms: Terms,
  found: readonly InvariantViolation[],
): readonly InvariantViolation[] => {
  const { disputed, remaining, undisputed } = pricing.position
  if (undisputed === undefined || !found.some(isTooMuch)) return found
  if (size({ ...pricing, position: undisputed }, terms).violations.some(isTooMuch)) return found
  return [{ _tag: "Disputed", disputed, remaining }, ...found]
}

const isTooMuch = ({ _tag }: InvariantViolation): boolean => _tag === "NothingRemains" || _tag === "ExceedsRemaining"
