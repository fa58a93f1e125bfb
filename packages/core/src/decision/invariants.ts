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

/** The steps of the invariants and of these rules where all of them hold; a step is shared by every trace it stands in. */
export const heldSteps = (rules: readonly string[]): readonly Step[] =>
  [...invariants, ...rules].map((rule) => Object.freeze({ rule, violations: Object.freeze([]) }))

/** What breaks invariants, in the order in which these stand in a trace. */
export const inOrder = (violations: readonly InvariantViolation[]): readonly InvariantViolation[] =>
  violations.length < 2 ? violations : violations.toSorted((a, b) => invariantOf[a._tag] - invariantOf[b._tag])

/** A trace of its own, in which each broken invariant stands with what breaks it. */
export const brokenTrace = (steps: readonly Step[], violations: readonly InvariantViolation[]): Step[] => {
  const trace = steps.slice()
  for (const violation of violations) {
    const at = invariantOf[violation._tag]
    const { rule, violations: before } = trace[at]!
    trace[at] = { rule, violations: [...before, violation] }
  }
  return trace
}
