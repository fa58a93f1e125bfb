/** What an ask by lines claims of each line named: an amount, some units, or the rest, tax included. */
import { apportion } from "../money/apportion.ts"
import { isMinor } from "../money/Minor.ts"
import { proportion } from "../money/proportion.ts"
import type { LineAsk } from "../ledger/Ask.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Pricing } from "./RefundCase.ts"
import { isExcluded } from "./scope.ts"
import type { InvariantViolation } from "./Violation.ts"

/** One line's claim: its gross amount, its shares by component, its units; `isRest` ones give way to the step. */
export interface SizedLine {
  readonly at: number
  readonly amount: number
  readonly shares: readonly number[]
  readonly units: number
  readonly isRest: boolean
}

/** Sizes every named line, pushing all that is broken; lines come back in the order of the payment. */
export const sizeLines = (
  pricing: Pricing,
  asked: readonly LineAsk[],
  terms: Terms,
  step: number,
  violations: InvariantViolation[],
): readonly SizedLine[] => {
  const { payment, position } = pricing
  const { index } = position.layout
  // One line, as nearly always, is in order and stands once.
  const named = asked.length > 1 ? new Set<number>() : undefined
  const lines: SizedLine[] = []
  for (const line of asked) {
    const at = index.get(line.id)
    if (at === undefined) {
      violations.push({ _tag: "UnknownLine", lineId: line.id })
      continue
    }
    if (named?.has(at) === true) violations.push({ _tag: "LineNamedTwice", lineId: line.id })
    else if (isExcluded(payment.lines[at]!, position.touched[at]!, terms))
      violations.push({ _tag: "LineExcluded", lineId: line.id })
    else lines.push(sizeLine(pricing, at, line, step, violations))
    named?.add(at)
  }
  lines.sort((a, b) => a.at - b.at)
  return lines.some((line) => line.isRest) ? withoutTail(pricing, lines, step) : lines
}

/** One line's claim, whatever the others are. */
export const sizeLine = (
  pricing: Pricing,
  at: number,
  line: LineAsk,
  step: number,
  violations: InvariantViolation[],
): SizedLine => {
  const remaining = remainingOf(pricing, at)
  if (line.quantity !== undefined) return sizeUnits(pricing, at, line.id, line.quantity, remaining, step, violations)
  const whole = pricing.position.lines[at]!
  if (line.amount === undefined) {
    return { at, amount: whole, shares: remaining, units: pricing.position.units[at]!, isRest: true }
  }
  if (line.taxInclusive === false) return sizeNet(at, line.id, line.amount, remaining, violations)
  if (!isMinor(line.amount) || line.amount > whole) {
    violations.push({ _tag: "ExceedsRemaining", asked: line.amount, remaining: whole, lineId: line.id })
    return nothingOf(at)
  }
  return { at, amount: line.amount, shares: apportion(remaining, line.amount), units: 0, isRest: false }
}

const nothingOf = (at: number): SizedLine => ({ at, amount: 0, shares: [], units: 0, isRest: false })

const remainingOf = ({ position }: Pricing, at: number): readonly number[] => {
  const { starts } = position.layout
  return position.components.slice(starts[at]!, starts[at + 1]!)
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0)

/** `quantity` of the units that remain: their part of the money that remains, in whole steps; the last take the rest. */
const sizeUnits = (
  pricing: Pricing,
  at: number,
  lineId: string,
  quantity: number,
  remaining: readonly number[],
  step: number,
  violations: InvariantViolation[],
): SizedLine => {
  const units = pricing.position.units[at]!
  const whole = pricing.position.lines[at]!
  if (!isMinor(quantity) || quantity > units) {
    violations.push({ _tag: "ExceedsUnits", asked: quantity, remaining: units, lineId })
    return nothingOf(at)
  }
  if (quantity === units) return { at, amount: whole, shares: remaining, units: quantity, isRest: true }
  const steps = proportionOfUnits(whole, quantity, units, step)
  const amount = Math.min(steps * step, whole - (whole % step))
  return { at, amount, shares: apportion(remaining, amount), units: quantity, isRest: false }
}

/** half-up(whole * quantity / units) counted in steps, in one rounding. */
const proportionOfUnits = (whole: number, quantity: number, units: number, step: number): number =>
  proportion(whole, quantity, units * step)

/** A net amount and the tax that belongs to it: each tax in proportion, all of it with the last of the net. */
const sizeNet = (
  at: number,
  lineId: string,
  asked: number,
  remaining: readonly number[],
  violations: InvariantViolation[],
): SizedLine => {
  const net = remaining.at(-1)!
  if (!isMinor(asked) || asked > net) {
    violations.push({ _tag: "ExceedsNet", asked, remaining: net, lineId })
    return nothingOf(at)
  }
  const taxes = remaining.slice(0, -1).map((tax) => proportion(tax, asked, net))
  const shares = [...taxes, asked]
  return { at, amount: sum(shares), shares, units: 0, isRest: false }
}

/** Lines asked whole give up what the step cannot carry, the last of them first. */
const withoutTail = ({ position }: Pricing, lines: SizedLine[], step: number): readonly SizedLine[] => {
  const total = sum(lines.map((line) => line.amount))
  let tail = Math.max(total - position.remaining, 0)
  tail += (total - tail) % step
  if (tail === 0) return lines
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]!
    if (!line.isRest) continue
    const given = Math.min(tail, line.amount)
    tail -= given
    lines[index] = { ...line, amount: line.amount - given, shares: apportion(line.shares, line.amount - given) }
  }
  return lines
}
