/** One event onto a ledger: pure, total, never judging; what happened, happened. */
import { later } from "../shape/instant.ts"
import type { Event } from "./Event.ts"
import type { Dispute, Ledger, Refund, RefundStatus, Session } from "./Ledger.ts"

/**
 * The ledger after an event. Folding a payment's events from `openLedger` gives its state, always the same.
 *
 * @example
 * ```ts
 * import { balance, evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
 *
 * const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1000 })
 * const ledger = openLedger(parsed.ok ? parsed.value : (undefined as never))
 * const events = handle(ledger, { _tag: "Request", refundId: "r1", ask: { amount: 400 }, at: "2026-01-01T00:00:00Z" })
 * balance(events.ok ? events.value.reduce(evolve, ledger) : ledger).remaining // => 600
 * ```
 *
 * @since 0.1.0
 */
export const evolve = (ledger: Ledger, event: Event): Ledger => {
  const version = ledger.version + 1
  const latest = ledger.latest === null ? event.at : later(ledger.latest, event.at)
  const { disputes, payment, refunds, sessions } = ledger
  const withRefunds = (changed: readonly Refund[]): Ledger => ({
    payment,
    version,
    latest,
    refunds: changed,
    sessions,
    disputes,
  })
  switch (event._tag) {
    case "PaymentGrown":
      return { payment: event.payment, version, latest, refunds, sessions, disputes }
    case "RefundRequested":
      return withRefunds([...refunds, requested(event)])
    case "RefundAdopted":
      return withRefunds([...refunds, adopted(event)])
    case "RefundMetadataSet":
      return withRefunds(changed(refunds, event.refundId, { metadata: event.metadata, updatedAt: event.at }))
    case "RefundApproved":
    case "RefundRejected":
    case "RefundSubmitted":
    case "RefundUnknown":
    case "RefundPending":
    case "RefundActionRequired":
    case "RefundSucceeded":
    case "RefundFailed":
    case "RefundCanceled":
      return withRefunds(changed(refunds, event.refundId, moved(event)))
    case "SessionOpened":
      return { payment, version, latest, refunds, sessions: [...sessions, opened(event)], disputes }
    case "SessionExecuted": {
      const session = sessions.find((one) => one.id === event.sessionId)
      const executed = changed(sessions, event.sessionId, { status: "executed", refundId: event.refundId })
      return {
        payment,
        version,
        latest,
        refunds: [...refunds, fromSession(event, session!)],
        sessions: executed,
        disputes,
      }
    }
    case "SessionExpired":
      return {
        payment,
        version,
        latest,
        refunds,
        sessions: changed(sessions, event.sessionId, { status: "expired" }),
        disputes,
      }
    case "SessionCanceled":
      return {
        payment,
        version,
        latest,
        refunds,
        sessions: changed(sessions, event.sessionId, { status: "canceled" }),
        disputes,
      }
    case "DisputeOpened": {
      const dispute: Dispute = { id: event.disputeId, status: "open", claim: event.claim }
      return { payment, version, latest, refunds, sessions, disputes: [...disputes, dispute] }
    }
    case "DisputeWon":
      return {
        payment,
        version,
        latest,
        refunds,
        sessions,
        disputes: changed(disputes, event.disputeId, { status: "won" }),
      }
    case "DisputeLost":
      return {
        payment,
        version,
        latest,
        refunds,
        sessions,
        disputes: changed(disputes, event.disputeId, { status: "lost" }),
      }
  }
}

/** The same list with one entry changed; all others are the very same objects. */
const changed = <A extends { readonly id: string }>(
  entries: readonly A[],
  id: string,
  change: Partial<A>,
): readonly A[] => {
  const copy = entries.slice()
  for (let index = copy.length - 1; index >= 0; index--) {
    if (copy[index]!.id === id) {
      copy[index] = { ...copy[index]!, ...change }
      break
    }
  }
  return copy
}

type Moving = Extract<Event, { readonly refundId: string; readonly at: unknown }>["_tag"]
type Move = Exclude<Moving, "RefundRequested" | "RefundAdopted" | "RefundMetadataSet" | "SessionExecuted">

const statusAfter: Readonly<Record<Move, RefundStatus>> = {
  RefundApproved: "accepted",
  RefundRejected: "rejected",
  RefundSubmitted: "submitting",
  RefundUnknown: "unknown",
  RefundPending: "pending",
  RefundActionRequired: "requires_action",
  RefundSucceeded: "succeeded",
  RefundFailed: "failed",
  RefundCanceled: "canceled",
}

const moved = (event: Extract<Event, { readonly _tag: Move }>): Partial<Refund> => ({
  status: statusAfter[event._tag],
  updatedAt: event.at,
  ...("claim" in event && event.claim !== undefined ? { claim: event.claim } : {}),
  ...("providerRefundId" in event && event.providerRefundId !== undefined
    ? { providerRefundId: event.providerRefundId }
    : {}),
})

const requested = (event: Extract<Event, { readonly _tag: "RefundRequested" }>): Refund => {
  const { _tag, at, claim, refundId, status, ...asked } = event
  return {
    id: refundId,
    status,
    claim,
    asked,
    adopted: false,
    metadata: asked.metadata ?? {},
    createdAt: at,
    updatedAt: at,
  }
}

const adopted = (event: Extract<Event, { readonly _tag: "RefundAdopted" }>): Refund => ({
  id: event.refundId,
  status: "succeeded",
  claim: event.claim,
  adopted: true,
  ...(event.providerRefundId === undefined ? {} : { providerRefundId: event.providerRefundId }),
  metadata: {},
  createdAt: event.at,
  updatedAt: event.at,
})

const opened = (event: Extract<Event, { readonly _tag: "SessionOpened" }>): Session => {
  const { _tag, at: _at, claim, expiresAt, sessionId, ...asked } = event
  return { id: sessionId, status: "open", claim, asked, expiresAt }
}

const fromSession = (event: Extract<Event, { readonly _tag: "SessionExecuted" }>, session: Session): Refund => ({
  id: event.refundId,
  status: "accepted",
  claim: event.claim,
  asked: session.asked,
  adopted: false,
  sessionId: session.id,
  metadata: session.asked.metadata ?? {},
  createdAt: event.at,
  updatedAt: event.at,
})
