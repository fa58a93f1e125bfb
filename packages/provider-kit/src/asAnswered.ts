/** What was answered when a request was first made, told again from the history: durable without having been kept. */
import type { Event, RefundStatus } from "@refund-rules/core"
import type { Caller, NotFound, PaymentNotFound, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { Clock, Effect } from "effect"
import type { FacadeServices } from "./Visit.ts"

/**
 * The refund as its first answer showed it: as it was asked for, in the state it had reached when that answer no longer
 * waited. Where the first answer may still be waiting, this one waits with it.
 *
 * @since 0.1.0
 */
export const asAnswered = Effect.fnUntraced(function* (
  { awaiting, store }: Pick<FacadeServices, "awaiting" | "store">,
  caller: Caller,
  refund: RefundView,
  waitMs: number,
): Effect.fn.Return<RefundView, NotFound | PaymentNotFound | StoreUnavailable> {
  const end = Date.parse(refund.createdAt) + waitMs
  const left = end - (yield* Clock.currentTimeMillis)
  if (left > 0) yield* awaiting.settled(caller, refund.id, left / 1000)
  const history = yield* store.history(caller.scope, refund.paymentId)
  return { ...refund, status: statusThen(history, refund, end) }
})

const statusThen = (history: readonly Event[], { id, status }: RefundView, end: number): RefundStatus => {
  let reached = status
  for (const event of history) {
    if (!("refundId" in event) || event.refundId !== id || Date.parse(event.at) > end) continue
    reached = after(event) ?? reached
    if (reached !== "accepted" && reached !== "submitting") break
  }
  return reached
}

const after = (event: Event): RefundStatus | undefined => {
  switch (event._tag) {
    case "RefundRequested":
      return event.status
    case "RefundApproved":
      return "accepted"
    case "RefundRejected":
      return "rejected"
    case "RefundSubmitted":
      return "submitting"
    case "RefundUnknown":
      return "unknown"
    case "RefundPending":
      return "pending"
    case "RefundActionRequired":
      return "requires_action"
    case "RefundSucceeded":
      return "succeeded"
    case "RefundFailed":
      return "failed"
    case "RefundCanceled":
      return "canceled"
    case "RefundAdopted":
    case "RefundMetadataSet":
    case "PaymentGrown":
    case "SessionOpened":
    case "SessionExecuted":
    case "SessionExpired":
    case "SessionCanceled":
    case "DisputeOpened":
    case "DisputeWon":
    case "DisputeLost":
      return undefined
  }
}
