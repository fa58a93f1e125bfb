/** Writes the rows of the claims a change touched, each as the ledger now has it. */
import type { Dispute, Payment, Refund, Session } from "@refund-rules/core"
import type { Decided, Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Pair, Touched } from "./movement.ts"
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
  decided: readonly Decided[],
): Steps<void> {
  const of: Of = { merchant, mode, payment_id, payment }
  for (const pair of sessions.values()) yield* putSession(shelf, of, pair, decided)
  for (const pair of refunds.values()) yield* putRefund(shelf, of, pair, decided)
  for (const pair of disputes.values()) yield* putDispute(shelf, of, pair)
}

interface Of {
  readonly merchant: string
  readonly mode: Scope["mode"]
  readonly payment_id: string
  readonly payment: Payment
}

/** What a row says of the payment it is part of. */
const paidBy = ({ merchant, mode, payment: { currency, customer, provider }, payment_id }: Of) => ({
  merchant,
  mode,
  payment_id,
  provider,
  customer_id: customer?.id ?? null,
  currency,
})

/** What changes in a row while its claim lives. */
const standing = ({ merchant, mode, payment_id: payment }: Of, after: Refund | Session | Dispute) => ({
  merchant,
  mode,
  payment,
  id: after.id,
  status: after.status,
  amount: after.claim.paid,
  body: JSON.stringify(after),
})

function* putSession(
  { statements: { session } }: Shelf,
  of: Of,
  { after, before, place }: Pair<Session>,
  decided: readonly Decided[],
): Steps<void> {
  if (before !== undefined) return yield* session.stand(standing(of, after))
  yield* session.insert({
    ...paidBy(of),
    ...standing(of, after),
    place,
    requested_by: after.asked.requestedBy ?? null,
    opened_at: after.openedAt,
    expires_at: after.expiresAt,
    decided: textOf(decided.find(({ sessionId }) => sessionId === after.id)),
  })
}

function* putRefund(
  { statements: { refund } }: Shelf,
  of: Of,
  { after, before, place }: Pair<Refund>,
  decided: readonly Decided[],
): Steps<void> {
  if (before !== undefined) return yield* refund.stand(standing(of, after))
  const { currency, customer, provider } = of.payment
  // Written out, for this is done for every refund, and spreading costs as much as a small statement.
  yield* refund.insert({
    merchant: of.merchant,
    mode: of.mode,
    id: after.id,
    payment_id: of.payment_id,
    provider,
    customer_id: customer?.id ?? null,
    currency,
    status: after.status,
    amount: after.claim.paid,
    body: JSON.stringify(after),
    place,
    reason: after.asked?.ask.reason ?? null,
    requested_by: after.asked?.requestedBy ?? null,
    created_at: after.createdAt,
    decided: textOf(decided.find(({ refundId }) => refundId === after.id)),
  })
}

function* putDispute({ statements: { dispute } }: Shelf, of: Of, { after, before, place }: Pair<Dispute>): Steps<void> {
  if (before !== undefined) return yield* dispute.stand(standing(of, after))
  yield* dispute.insert({ ...standing(of, after), payment_id: of.payment_id, place })
}

const textOf = (decided: Decided | undefined): string | null => (decided === undefined ? null : JSON.stringify(decided))
