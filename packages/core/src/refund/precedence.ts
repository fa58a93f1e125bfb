/** Which violation speaks first where only one can: not captured, disputed, already refunded, currency, amount, lines, policy. */
import type { PolicyViolation } from "../policy/Violation.ts"
import type { InvariantViolation } from "../quote/Violation.ts"

const ranks: Readonly<Record<(InvariantViolation | PolicyViolation)["_tag"], number>> = {
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
  PartialUnsupported: 7,
  SeveralUnsupported: 7,
  TooOldForProvider: 7,
  TooManyForProvider: 7,
  AboveProviderLimit: 7,
  FactMissing: 8,
  WindowClosed: 8,
  AboveLimit: 8,
  BelowLimit: 8,
  AboveShare: 8,
  TooManyRefunds: 8,
  ReasonMissing: 8,
  ReasonNotAllowed: 8,
  NoteMissing: 8,
  LineKindNotAllowed: 8,
  TagPresent: 8,
  TagAbsent: 8,
  NotEverything: 8,
  DisputeStands: 8,
  CustomerAboveLimit: 8,
  ActorAboveLimit: 8,
  ExpressionFalse: 8,
}

/**
 * The same violations, the foremost first; equals keep their order. The first is the one that speaks where only one can.
 *
 * @example
 * ```ts
 * import { foremostFirst } from "@refund-rules/core"
 *
 * const [first] = foremostFirst([{ _tag: "ReasonMissing" }, { _tag: "NothingRemains", stranded: 0 }])
 * first?._tag // => "NothingRemains"
 * ```
 *
 * @since 0.1.0
 */
export const foremostFirst = <V extends InvariantViolation | PolicyViolation>(violations: readonly V[]): readonly V[] =>
  violations.toSorted((a, b) => ranks[a._tag] - ranks[b._tag])
