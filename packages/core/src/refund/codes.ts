/** The stable code of every violation: what a program dispatches on; several causes may share the wire's one code. */
import type { PolicyViolation } from "../policy/Violation.ts"
import type { InvariantViolation } from "../quote/Violation.ts"

const codes: Readonly<Record<(InvariantViolation | PolicyViolation)["_tag"], string>> = {
  NotCaptured: "payment_not_refundable",
  Disputed: "payment_disputed",
  NothingRemains: "amount_exceeds_refundable",
  CurrencyMismatch: "currency_mismatch",
  NothingAsked: "amount_not_positive",
  OffStep: "amount_off_step",
  ExceedsRemaining: "amount_exceeds_refundable",
  FullDiffers: "full_amount_differs",
  NothingToPay: "nothing_to_pay",
  UnknownLine: "line_not_found",
  LineNamedTwice: "duplicate_line",
  LineExcluded: "line_not_refundable",
  ExceedsNet: "line_amount_exceeds_net",
  ExceedsUnits: "quantity_exceeds_remaining",
  PartialUnsupported: "partial_refund_unsupported",
  SeveralUnsupported: "further_refund_unsupported",
  TooOldForProvider: "payment_too_old_for_provider",
  TooManyForProvider: "too_many_refunds_for_provider",
  AboveProviderLimit: "amount_exceeds_provider_limit",
  FactMissing: "fact_missing",
  WindowClosed: "window_closed",
  AboveLimit: "amount_above_limit",
  BelowLimit: "amount_below_limit",
  AboveShare: "share_above_limit",
  TooManyRefunds: "too_many_refunds",
  ReasonMissing: "reason_required",
  ReasonNotAllowed: "reason_not_allowed",
  NoteMissing: "note_required",
  LineKindNotAllowed: "line_kind_not_allowed",
  TagPresent: "tag_not_allowed",
  TagAbsent: "tag_required",
  NotEverything: "full_refund_required",
  DisputeStands: "dispute_stands",
  CustomerAboveLimit: "customer_above_limit",
  ActorAboveLimit: "actor_above_limit",
  ExpressionFalse: "expression_false",
}

/**
 * The code a violation goes by on every wire of ours.
 *
 * @example
 * ```ts
 * import { codeOf } from "@refund-rules/core"
 *
 * codeOf({ _tag: "ReasonMissing" }) // => "reason_required"
 * ```
 *
 * @since 0.1.0
 */
export const codeOf = (violation: InvariantViolation | PolicyViolation): string => codes[violation._tag]
