/** The stable code of every violation: what a program dispatches on; several causes may share the wire's one code. */
import type { InvariantViolation } from "../quote/Violation.ts"

const codes: Readonly<Record<InvariantViolation["_tag"], string>> = {
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
}

/** The code a violation goes by on every wire of ours. */
export const codeOf = (violation: InvariantViolation): string => codes[violation._tag]
