/** Writes the rows of the claims a change touched, each as the ledger now has it. */
import type { Payment, Refund } from "@refund-rules/core"
import type { Decided, Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Touched } from "./movement.ts"
import type { Shelf } from "./Shelf.ts"

interface Place {
  readonly merchant: string
  readonly mode: Scope["mode"]
  readonly payment: string
}

export function* putClaims(
  shelf: Shelf,
  { merchant, mode, payment: payment_id }: Place,
  payment: Payment,
  { disputes, refunds, sessions }: Touched,
  decided: Decided | undefined,
): Steps<void> {
  const { dispute, refund, session } = shelf.statements
  const of = { merchant, mode, payment_id }
  const paid = {
    ...of,
    provider: payment.provider,
    customer_id: payment.customer?.id ?? null,
    currency: payment.currency,
  }
  for (const { after, before, place } of sessions.values()) {
    const { asked, claim, expiresAt, id, openedAt, status } = after
    const stands = { merchant, mode, id, status, amount: claim.paid, body: JSON.stringify(after) }
    if (before !== undefined) yield* session.stand(stands)
    else
      yield* session.insert({
        ...paid,
        ...stands,
        place,
        requested_by: asked.requestedBy ?? null,
        opened_at: openedAt,
        expires_at: expiresAt,
        decided: decided?.sessionId === id ? JSON.stringify(decided) : null,
      })
  }
  for (const { after, before, place } of refunds.values()) {
    const { asked, claim, createdAt, id, status } = after
    const stands = { merchant, mode, id, status, amount: claim.paid, body: JSON.stringify(after) }
    if (before !== undefined) yield* refund.stand(stands)
    else
      yield* refund.insert({
        ...paid,
        ...stands,
        place,
        reason: asked?.ask.reason ?? null,
        requested_by: asked?.requestedBy ?? null,
        created_at: createdAt,
        decided: yield* decidedOf(shelf, of, after, decided),
      })
  }
  for (const { after, before, place } of disputes.values()) {
    const { claim, id, status } = after
    const stands = { merchant, mode, id, status, amount: claim.paid, body: JSON.stringify(after) }
    if (before !== undefined) yield* dispute.stand(stands)
    else yield* dispute.insert({ ...of, ...stands, place })
  }
}

/** How a new refund was decided; one out of a session as the session was. */
function* decidedOf(
  { statements }: Shelf,
  { merchant, mode }: { readonly merchant: string; readonly mode: Scope["mode"] },
  { id, sessionId }: Refund,
  decided: Decided | undefined,
): Steps<string | null> {
  if (decided?.refundId === id) return JSON.stringify(decided)
  if (sessionId === undefined) return null
  const opened = yield* statements.session.decided({ merchant, mode, id: sessionId })
  const known = opened?.decided ?? null
  return known === null ? null : JSON.stringify({ ...(JSON.parse(known) as Decided), refundId: id })
}
