/** Leases the errands that are ready, each to one worker until an instant of the store's own clock. */
import type { Leased } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Shelf } from "./Shelf.ts"

export function* leaseErrands(
  { now, statements }: Shelf,
  worker: string,
  seconds: number,
  atMost: number,
): Steps<readonly Leased[]> {
  const at = yield* statements.lease.now(now)
  const found = yield* statements.lease.ready({ now: at, limit: atMost })
  for (const { seq } of found) yield* statements.lease.lease({ seq, worker, until: at + seconds * 1000 })
  return found.map(({ due, id, merchant, mode, payment_id: paymentId, refund_id: refundId }) => ({
    scope: { merchant, mode },
    paymentId,
    errand: { id, refundId, ...(due === null ? {} : { due }) },
  }))
}
