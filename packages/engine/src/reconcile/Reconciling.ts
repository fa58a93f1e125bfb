/** What is asked of a comparison with a provider, and what it says. */
import type { Refund } from "@refund-rules/core"
import type { Period } from "../ports/Gateway.ts"
import type { Scope } from "../ports/Scope.ts"

/**
 * What is compared, and whether what differs is taken over.
 *
 * @since 0.1.0
 */
export interface Reconciling {
  readonly scope: Scope
  readonly period: Period
  /** Tells the inbox what differs, as a webhook would have; else nothing is written. */
  readonly repair: boolean
  /** Who is written down beside what only a person can look at. */
  readonly by: string
  /** Told how many were compared. */
  readonly progress?: (compared: number) => void
}

/**
 * How a refund stands on one side.
 *
 * @since 0.1.0
 */
export interface Stands {
  readonly status: Refund["status"]
  readonly amount: number
  readonly currency: string
}

/**
 * One difference: a refund to adopt that nobody here knows, one of ours to settle, one for a person to look at, one of a
 * payment that was never registered (`orphan`), or one of which nothing certain can be said now (`unclear`).
 *
 * @since 0.1.0
 */
export interface Drift {
  readonly kind: "adopt" | "settle" | "incident" | "orphan" | "unclear"
  readonly paymentId: string | null
  readonly refundId: string | null
  readonly providerRefundId: string | null
  readonly ours: Stands | null
  readonly theirs: Stands | null
  readonly detail: string
  /** What was done about it; null where nothing was, or could be. */
  readonly done: "taken" | "told" | "waits" | null
}

/**
 * What a comparison came to. Where the provider has no list, each of ours was asked after, and what others refunded there
 * is not seen.
 *
 * @since 0.1.0
 */
export interface Reconciled {
  readonly provider: string
  readonly isListed: boolean
  readonly theirs: number
  readonly ours: number
  readonly drifts: readonly Drift[]
}
