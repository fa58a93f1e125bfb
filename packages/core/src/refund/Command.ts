/** What can be asked of a payment's ledger: each command names its subject by id and carries its own instant. */
import { ask } from "../ledger/Ask.ts"
import { terms } from "../ledger/Terms.ts"
import { metadata, metadataChange } from "../payment/Metadata.ts"
import { paymentInput } from "../payment/Payment.ts"
import { optional, type TypeOf } from "../shape/Shape.ts"
import { tagged } from "../shape/structures.ts"
import { flag, identifier, instant, literals, minor } from "../shape/values.ts"

const ofRefund = { refundId: identifier, at: instant }
const fromProvider = { ...ofRefund, providerRefundId: optional(identifier) }
const ofSession = { sessionId: identifier, at: instant }
const ofDispute = { disputeId: identifier, at: instant }
const asked = {
  ask,
  terms: optional(terms),
  requestedBy: optional(identifier),
  metadata: optional(metadata),
}

export const command = tagged({
  Request: { ...ofRefund, ...asked, review: optional(flag) },
  /** By another actor than the requester where `otherActor` says so. */
  Approve: { ...ofRefund, by: optional(identifier), otherActor: optional(flag) },
  Reject: { ...ofRefund, by: optional(identifier) },
  Submit: ofRefund,
  MarkUnknown: ofRefund,
  Acknowledge: { ...fromProvider, status: literals("pending", "requires_action") },
  /** A refund known as failed succeeds only on a fresh look-up. */
  Settle: { ...fromProvider, lookup: optional(flag) },
  /** `code`: why, in the words of whoever says so. */
  Fail: { ...fromProvider, code: optional(identifier) },
  Cancel: { ...fromProvider, byProvider: optional(flag) },
  SetMetadata: { ...ofRefund, metadata: metadataChange },
  OpenSession: { ...ofSession, ...asked, expiresAt: instant },
  ExecuteSession: { ...ofSession, refundId: optional(identifier) },
  CancelSession: { ...ofSession, refundId: optional(identifier) },
  ExpireSessions: { at: instant },
  OpenDispute: { ...ofDispute, amount: minor },
  WinDispute: ofDispute,
  LoseDispute: ofDispute,
  AdoptRefund: { ...fromProvider, amount: minor },
  GrowPayment: { payment: paymentInput, at: instant },
})

/**
 * One thing asked of a ledger; see `handle`.
 *
 * @since 0.1.0
 */
export type Command = TypeOf<typeof command>
