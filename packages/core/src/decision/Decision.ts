/** The answer to an ask, as plain data: what was decided, every rule that was looked at, and what would be approved instead. */
import type { Ask } from "../ledger/Ask.ts"
import type { PolicyRef } from "../policy/Policy.ts"
import type { PolicyViolation } from "../policy/Violation.ts"
import type { Quote } from "../quote/quote.ts"
import type { InvariantViolation } from "../quote/Violation.ts"

/**
 * Evidence that something does not hold: an invariant, or a requirement of the policy.
 *
 * @since 0.1.0
 */
export type Violation = InvariantViolation | PolicyViolation

/**
 * The three answers, from lenient to strict.
 *
 * @since 0.1.0
 */
export type Verdict = "Approve" | "Review" | "Refuse"

/**
 * One rule as it was judged: no violations where it held or did not apply.
 *
 * @since 0.1.0
 */
export interface Step {
  readonly rule: string
  readonly violations: readonly Violation[]
}

/**
 * The size of an ask in its own terms: gross, net or units; one number a line where several lines are named.
 *
 * @since 0.1.0
 */
export type AskSize = number | readonly number[]

/**
 * What could be had instead: an ask that would be approved, or reviewed, as it stands here; or store credit.
 *
 * @since 0.1.0
 */
export type Offer =
  | { readonly _tag: "SmallerAmount"; readonly ask: Ask }
  | { readonly _tag: "OtherLines"; readonly ask: Ask }
  | { readonly _tag: "WithApproval"; readonly ask: Ask }
  | { readonly _tag: "StoreCredit" }

interface Evidence {
  readonly quote: Quote
  readonly trace: readonly Step[]
  readonly policy: PolicyRef
  /** The largest ask of the same scope that is approved; null where none is. */
  readonly maxRefundable: AskSize | null
  /** The largest ask of the same scope that is approved or reviewed; null where none is. */
  readonly maxWithReview: AskSize | null
  readonly offers: readonly Offer[]
}

/**
 * Approve, Review or Refuse, with all evidence; only an approval has no violation.
 *
 * @since 0.1.0
 */
export type Decision =
  | ({ readonly _tag: "Approve"; readonly violations: readonly [] } & Evidence)
  | ({ readonly _tag: "Review"; readonly violations: readonly [Violation, ...Violation[]] } & Evidence)
  | ({ readonly _tag: "Refuse"; readonly violations: readonly [Violation, ...Violation[]] } & Evidence)
