/** An event as it is told outside: a type to dispatch on, its facts, and an id that never changes. */
import type { Event } from "@refund-rules/core"
import type { Told } from "./ports/Feed.ts"
import type { RecordedEvent } from "./ports/Records.ts"

/**
 * A recorded event as it is told.
 *
 * @example
 * ```ts
 * import { toldOf } from "@refund-rules/engine"
 *
 * const event = { _tag: "RefundSubmitted", refundId: "r1", at: "2026-01-01T00:00:00.000Z" } as never
 * const scope = { merchant: "default", mode: "test" } as const
 * const { id, type } = toldOf({ scope, paymentId: "p1", position: 7, sequence: 2, event, hash: "" })
 * const told = `${id} ${type}`
 * told // => "p1:2 refund.submitting"
 * ```
 *
 * @since 0.1.0
 */
export const toldOf = ({ by, event, hash, paymentId, sequence }: RecordedEvent): Told => {
  const { _tag, at, ...data } = event
  return {
    id: `${paymentId}:${sequence}`,
    sequence,
    type: typeOf(event),
    paymentId,
    ...("refundId" in data ? { refundId: data.refundId } : {}),
    at,
    ...(by === undefined ? {} : { by }),
    hash,
    data,
  }
}

const typeOf = (event: Event): string => {
  switch (event._tag) {
    case "PaymentGrown":
      return "payment.grown"
    case "RefundRequested":
      return `refund.${event.status}`
    case "RefundApproved":
      return "refund.accepted"
    case "RefundRejected":
      return "refund.rejected"
    case "RefundSubmitted":
      return "refund.submitting"
    case "RefundUnknown":
      return "refund.unknown"
    case "RefundPending":
      return "refund.pending"
    case "RefundActionRequired":
      return "refund.requires_action"
    case "RefundSucceeded":
    case "RefundAdopted":
      return "refund.succeeded"
    case "RefundFailed":
      return "refund.failed"
    case "RefundCanceled":
      return "refund.canceled"
    case "RefundMetadataSet":
      return "refund.metadata_set"
    case "SessionOpened":
      return "session.opened"
    case "SessionExecuted":
      return "session.executed"
    case "SessionExpired":
      return "session.expired"
    case "SessionCanceled":
      return "session.canceled"
    case "DisputeOpened":
      return "dispute.opened"
    case "DisputeWon":
      return "dispute.won"
    case "DisputeLost":
      return "dispute.lost"
  }
}
