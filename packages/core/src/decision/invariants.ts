/** The rules nobody removes, as the first steps of every trace, in the order in which they speak. */
import type { InvariantViolation } from "../quote/Violation.ts"
import type { Step } from "./Decision.ts"

/** Which invariant a violation breaks. */
const invariantOf: Readonly<Record<InvariantViolation["_tag"], number>> = {
  NotCaptured: 0,
  Disputed: 1,
  NothingRemains: 2,
  CurrencyMismatch: 3,
  NothingAsked: 4,
  OffStep: 4,
  ExceedsRemaining: 4,
  FullDiffers: 4,
  NothingToPay: 4,
  UnknownLine: 5,
  LineNamedTwice: 5,
  LineExcluded: 5,
  ExceedsNet: 5,
  ExceedsUnits: 5,
  PartialUnsupported: 6,
  SeveralUnsupported: 6,
  TooOldForProvider: 6,
  TooManyForProvider: 6,
  AboveProviderLimit: 6,
}

/**
 * The invariants by the names they have in a trace, in the order in which they stand there.
 *
 * @since 0.1.0
 */
export const invariants = [
  "invariant/captured",
  "invariant/disputed",
  "invariant/remaining",
  "invariant/currency",
  "invariant/amount",
  "invariant/lines",
  "invariant/provider",
] as const

/** A step that holds, shared by every trace it stands in. */
export const held = (rule: string): Step => Object.freeze({ rule, violations: Object.freeze([]) })

export const heldInvariants: readonly Step[] = invariants.map(held)

/** The invariants' steps where some are broken: each with what breaks it. */
export const brokenInvariants = (violations: readonly InvariantViolation[]): readonly Step[] =>
  heldInvariants.map((step, index) => {
    const own = violations.filter((violation) => invariantOf[violation._tag] === index)
    return own.length === 0 ? step : { rule: step.rule, violations: own }
  })
