/** Which violation speaks first where only one can: not captured, disputed, already refunded, currency, amount, lines. */
import type { InvariantViolation } from "../quote/Violation.ts"

const ranks: Readonly<Record<InvariantViolation["_tag"], number>> = {
  NotCaptured: 1,
  Disputed: 2,
  NothingRemains: 3,
  CurrencyMismatch: 4,
  NothingAsked: 5,
  OffStep: 5,
  ExceedsRemaining: 5,
  FullDiffers: 5,
  NothingToPay: 5,
  UnknownLine: 6,
  LineNamedTwice: 6,
  LineExcluded: 6,
  ExceedsNet: 6,
  ExceedsUnits: 6,
}

/** The same violations, the foremost first; equals keep their order. */
export const foremostFirst = (violations: readonly InvariantViolation[]): readonly InvariantViolation[] =>
  violations.toSorted((a, b) => ranks[a._tag] - ranks[b._tag])
