/** What a judge looks for beside the ledger; claims of other payments are seen by nobody else at the same time who looks too. */
import type { PastClaim, Payment } from "@refund-rules/core"
import type { Looking, Past, Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Shelf } from "./Shelf.ts"

export function* pastOf(
  { statements }: Shelf,
  scope: Scope,
  paymentId: string,
  payment: Payment,
  looking: Looking,
): Steps<Past> {
  const { alone, refundsOfActor, refundsOfCustomer, sessionsOfActor, sessionsOfCustomer } = statements.past
  const { actor, customerSince, errand } = looking
  const { merchant, mode } = scope
  const whose = payment.customer?.id
  const past: { customer?: readonly PastClaim[]; actor?: readonly PastClaim[]; isErrandOpen?: boolean } = {}
  if (errand !== undefined)
    past.isErrandOpen =
      (yield* statements.errand.open({ merchant, mode, payment: paymentId, id: errand })) !== undefined
  if (customerSince === undefined && actor === undefined) return past
  yield* alone({ merchant, mode })
  if (customerSince !== undefined && whose !== undefined) {
    const given = { merchant, mode, whose, since: customerSince }
    past.customer = claims(yield* refundsOfCustomer(given), yield* sessionsOfCustomer(given))
  }
  if (actor !== undefined) {
    const given = { merchant, mode, whose: actor.id, since: actor.since }
    past.actor = claims(yield* refundsOfActor(given), yield* sessionsOfActor(given))
  }
  return past
}

const claims = (...rows: readonly (readonly object[])[]): readonly PastClaim[] => rows.flat() as PastClaim[]
