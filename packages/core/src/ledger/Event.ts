/** What happened to a payment, as append-only facts: every balance is the fold of these. */
import type { Payment } from "../payment/Payment.ts"
import type { Metadata } from "../payment/Metadata.ts"
import type { Terms } from "./Terms.ts"
import type { Instant } from "../shape/instant.ts"
import type { Ask } from "./Ask.ts"
import type { Claim } from "./Claim.ts"

interface OfRefund {
  readonly refundId: string
  readonly at: Instant
}

interface FromProvider extends OfRefund {
  readonly providerRefundId?: string
}

interface OfSession {
  readonly sessionId: string
  readonly at: Instant
}

interface OfDispute {
  readonly disputeId: string
  readonly at: Instant
}

/** What was asked, kept so that asking again can be told from asking something else. */
export interface Asked {
  readonly ask: Ask
  readonly terms?: Terms
  readonly requestedBy?: string
  readonly metadata?: Metadata
}

/**
 * One fact of a payment's history.
 *
 * @since 0.1.0
 */
export type Event =
  | { readonly _tag: "PaymentGrown"; readonly at: Instant; readonly payment: Payment }
  | ({ readonly _tag: "RefundRequested"; readonly status: "accepted" | "review"; readonly claim: Claim } & OfRefund &
      Asked)
  | ({ readonly _tag: "RefundApproved"; readonly by?: string } & OfRefund)
  | ({ readonly _tag: "RefundRejected"; readonly by?: string } & OfRefund)
  | ({ readonly _tag: "RefundSubmitted" } & OfRefund)
  | ({ readonly _tag: "RefundUnknown" } & OfRefund)
  | ({ readonly _tag: "RefundPending" } & FromProvider)
  | ({ readonly _tag: "RefundActionRequired" } & FromProvider)
  /** `claim` stands only on a late success: what could be taken again of what had been given back. */
  | ({ readonly _tag: "RefundSucceeded"; readonly claim?: Claim } & FromProvider)
  /** `code`: why, in the words of whoever said so. */
  | ({ readonly _tag: "RefundFailed"; readonly code?: string } & FromProvider)
  | ({ readonly _tag: "RefundCanceled" } & FromProvider)
  | ({ readonly _tag: "RefundAdopted"; readonly claim: Claim } & FromProvider)
  | ({ readonly _tag: "RefundMetadataSet"; readonly metadata: Metadata } & OfRefund)
  | ({ readonly _tag: "SessionOpened"; readonly expiresAt: Instant; readonly claim: Claim } & OfSession & Asked)
  | ({ readonly _tag: "SessionExecuted"; readonly refundId: string; readonly claim: Claim } & OfSession)
  | ({ readonly _tag: "SessionExpired" } & OfSession)
  | ({ readonly _tag: "SessionCanceled" } & OfSession)
  | ({ readonly _tag: "DisputeOpened"; readonly claim: Claim } & OfDispute)
  | ({ readonly _tag: "DisputeWon" } & OfDispute)
  | ({ readonly _tag: "DisputeLost" } & OfDispute)
