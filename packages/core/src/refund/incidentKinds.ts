/** Every kind of incident there is, one list for whoever opens, keeps, counts or shows them. */

/**
 * What a person may have to look at.
 *
 * @since 0.1.0
 */
export const incidentKinds = [
  "unknown_outcome",
  "answer_mismatch",
  "refunded_outside",
  "late_failure",
  "gateway_auth",
  "orphan_webhook",
  "dispute_exceeds",
] as const
