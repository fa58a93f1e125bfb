/** A payment and everything that was ever claimed of it: the state every decision and every balance is read from. */
import type { Metadata } from "../payment/Metadata.ts"
import type { Payment } from "../payment/Payment.ts"
import type { Instant } from "../shape/instant.ts"
import type { Asked } from "./Event.ts"
import type { Claim } from "./Claim.ts"

/**
 * Where a refund stands. All but `failed`, `canceled` and `rejected` hold its money.
 *
 * @since 0.1.0
 */
export type RefundStatus =
  | "review"
  | "accepted"
  | "submitting"
  | "unknown"
  | "pending"
  | "requires_action"
  | "succeeded"
  | "failed"
  | "canceled"
  | "rejected"

/**
 * The life of one refund, from accepted to its end.
 *
 * @since 0.1.0
 */
export interface Refund {
  readonly id: string
  readonly status: RefundStatus
  readonly claim: Claim
  /** What was asked; an adopted refund was asked elsewhere. */
  readonly asked?: Asked
  readonly adopted: boolean
  readonly sessionId?: string
  readonly providerRefundId?: string
  /** Why it failed, where anybody said; only while it counts as failed. */
  readonly failureCode?: string
  readonly metadata: Metadata
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/**
 * A time-limited hold that may become a refund.
 *
 * @since 0.1.0
 */
export interface Session {
  readonly id: string
  readonly status: "open" | "executed" | "expired" | "canceled"
  readonly claim: Claim
  readonly asked: Asked
  readonly openedAt: Instant
  readonly expiresAt: Instant
  readonly refundId?: string
}

/**
 * Money the payer's bank took back, or tries to.
 *
 * @since 0.1.0
 */
export interface Dispute {
  readonly id: string
  readonly status: "open" | "won" | "lost"
  readonly claim: Claim
}

/**
 * A payment with all its claims; plain data, changed only by `evolve`.
 *
 * @since 0.1.0
 */
export interface Ledger {
  readonly payment: Payment
  /** How many events it is the fold of. */
  readonly version: number
  /** The latest instant any of them carries: time never runs back behind it. */
  readonly latest: Instant | null
  readonly refunds: readonly Refund[]
  readonly sessions: readonly Session[]
  readonly disputes: readonly Dispute[]
}

/**
 * The ledger of a payment nothing was claimed of yet.
 *
 * @example
 * ```ts
 * import { balance, openLedger, parsePayment } from "@refund-rules/core"
 *
 * const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1999 })
 * parsed.ok && balance(openLedger(parsed.value)).remaining // => 1999
 * ```
 *
 * @since 0.1.0
 */
export const openLedger = (payment: Payment): Ledger => ({
  payment,
  version: 0,
  latest: null,
  refunds: [],
  sessions: [],
  disputes: [],
})

/** Tells whether a refund in this state holds money that has not gone back yet. */
export const isHolding = (status: RefundStatus): boolean => {
  switch (status) {
    case "review":
    case "accepted":
    case "submitting":
    case "unknown":
    case "pending":
    case "requires_action":
      return true
    case "succeeded":
    case "failed":
    case "canceled":
    case "rejected":
      return false
  }
}

/** Tells whether a refund in this state takes from the balance at all. */
export const isTaking = (status: RefundStatus): boolean => status === "succeeded" || isHolding(status)
