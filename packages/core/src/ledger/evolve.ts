/** One event onto a ledger: pure, total, never judging; what happened, happened. */
import { later, type Instant } from "../shape/instant.ts"
import type { Claim } from "./Claim.ts"
import type { Asked, Event } from "./Event.ts"
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
  const { disputes, payment, refunds, sessions } = ledger
  const version = ledger.version + 1
  const latest = ledger.latest === null ? event.at : later(ledger.latest, event.at)
  switch (event._tag) {
    case "PaymentGrown":
      return { payment: event.payment, version, latest, refunds, sessions, disputes }
    case "RefundRequested":
    case "RefundAdopted":
    case "RefundMetadataSet":
    case "RefundApproved":
    case "RefundRejected":
    case "RefundSubmitted":
    case "RefundUnknown":
    case "RefundPending":
    case "RefundActionRequired":
    case "RefundSucceeded":
    case "RefundFailed":
    case "RefundCanceled":
      return { payment, version, latest, refunds: evolveRefunds(refunds, event), sessions, disputes }
    case "SessionExecuted": {
      const executed = [...refunds, fromSession(event, sessions)]
      return { payment, version, latest, refunds: executed, sessions: evolveSessions(sessions, event), disputes }
    }
    case "SessionOpened":
    case "SessionExpired":
    case "SessionCanceled":
      return { payment, version, latest, refunds, sessions: evolveSessions(sessions, event), disputes }
    case "DisputeOpened":
    case "DisputeWon":
    case "DisputeLost":
      return { payment, version, latest, refunds, sessions, disputes: evolveDisputes(disputes, event) }
  }
}

type Of<T extends Event["_tag"]> = Extract<Event, { readonly _tag: T }>
type Move = keyof typeof statusAfter

const statusAfter = {
  RefundApproved: "accepted",
  RefundRejected: "rejected",
  RefundSubmitted: "submitting",
  RefundUnknown: "unknown",
  RefundPending: "pending",
  RefundActionRequired: "requires_action",
  RefundSucceeded: "succeeded",
  RefundFailed: "failed",
  RefundCanceled: "canceled",
} as const satisfies Readonly<Record<string, RefundStatus>>

const evolveRefunds = (
  refunds: readonly Refund[],
  event: Of<Move | "RefundRequested" | "RefundAdopted" | "RefundMetadataSet">,
): readonly Refund[] => {
  switch (event._tag) {
    case "RefundRequested":
      return [...refunds, requested(event)]
    case "RefundAdopted":
      return [...refunds, adopted(event)]
    case "RefundMetadataSet":
      return changed(refunds, event.refundId, (one) => ({ ...one, metadata: event.metadata, updatedAt: event.at }))
    case "RefundApproved":
    case "RefundRejected":
    case "RefundSubmitted":
    case "RefundUnknown":
    case "RefundPending":
    case "RefundActionRequired":
    case "RefundSucceeded":
    case "RefundFailed":
    case "RefundCanceled":
      return changed(refunds, event.refundId, (refund) => moved(refund, event))
  }
}

const evolveSessions = (
  sessions: readonly Session[],
  event: Of<"SessionOpened" | "SessionExecuted" | "SessionExpired" | "SessionCanceled">,
): readonly Session[] => {
  switch (event._tag) {
    case "SessionOpened":
      return [...sessions, opened(event)]
    case "SessionExecuted":
      return changed(sessions, event.sessionId, (one) => ({ ...one, status: "executed", refundId: event.refundId }))
    case "SessionExpired":
      return withStatus(sessions, event.sessionId, "expired")
    case "SessionCanceled":
      return withStatus(sessions, event.sessionId, "canceled")
  }
}

const evolveDisputes = (
  disputes: readonly Dispute[],
  event: Of<"DisputeOpened" | "DisputeWon" | "DisputeLost">,
): readonly Dispute[] => {
  switch (event._tag) {
    case "DisputeOpened":
      return [...disputes, { id: event.disputeId, status: "open", claim: event.claim }]
    case "DisputeWon":
      return withStatus(disputes, event.disputeId, "won")
    case "DisputeLost":
      return withStatus(disputes, event.disputeId, "lost")
  }
}

/** The same list with one entry changed; all others are the very same objects. */
const changed = <A extends { readonly id: string }>(
  entries: readonly A[],
  id: string,
  change: (entry: A) => A,
): readonly A[] => {
  const copy = entries.slice()
  for (let index = copy.length - 1; index >= 0; index--) {
    if (copy[index]!.id === id) {
      copy[index] = change(copy[index]!)
      break
    }
  }
  return copy
}

const withStatus = <A extends { readonly id: string; readonly status: string }>(
  entries: readonly A[],
  id: string,
  status: A["status"],
): readonly A[] => changed(entries, id, (one) => ({ ...one, status }))

/** Of a move only what a provider said beside it is kept, where it said anything. */
interface Moved {
  readonly _tag: Move
  readonly at: Instant
  readonly providerRefundId?: string
  readonly claim?: Claim
  readonly code?: string
}

const moved = (refund: Refund, { _tag, at, claim, code, providerRefundId }: Moved): Refund => {
  return {
    ...(refund.failureCode === undefined ? refund : withoutCode(refund)),
    status: statusAfter[_tag],
    updatedAt: at,
    ...(providerRefundId === undefined ? {} : { providerRefundId }),
    ...(claim === undefined ? {} : { claim }),
    ...(code === undefined ? {} : { failureCode: code }),
  }
}

/** Whatever it failed with before is no longer so; only of those that did fail, for taking a name out is slow. */
const withoutCode = ({ failureCode: _before, ...lasting }: Refund): Refund => lasting

const requested = (event: Of<"RefundRequested">): Refund => {
  const { at, claim, metadata = {}, refundId, status } = event
  return { id: refundId, status, claim, asked: askedIn(event), adopted: false, metadata, createdAt: at, updatedAt: at }
}

const askedIn = ({ ask, metadata, requestedBy, terms }: Asked): Asked => ({
  ask,
  ...(terms === undefined ? {} : { terms }),
  ...(requestedBy === undefined ? {} : { requestedBy }),
  ...(metadata === undefined ? {} : { metadata }),
})

const adopted = (event: Of<"RefundAdopted">): Refund => ({
  id: event.refundId,
  status: "succeeded",
  claim: event.claim,
  adopted: true,
  ...(event.providerRefundId === undefined ? {} : { providerRefundId: event.providerRefundId }),
  metadata: {},
  createdAt: event.at,
  updatedAt: event.at,
})

const opened = (event: Of<"SessionOpened">): Session => {
  const { at: openedAt, claim, expiresAt, sessionId } = event
  return { id: sessionId, status: "open", claim, asked: askedIn(event), openedAt, expiresAt }
}

const fromSession = (event: Of<"SessionExecuted">, sessions: readonly Session[]): Refund => {
  const { asked, id } = sessions.find((session) => session.id === event.sessionId)!
  return {
    id: event.refundId,
    status: "accepted",
    claim: event.claim,
    asked,
    adopted: false,
    sessionId: id,
    metadata: asked.metadata ?? {},
    createdAt: event.at,
    updatedAt: event.at,
  }
}
