/** How ledgers are told: total mappings, the same words on every door. */
import { balance, evolve, handle, type Instant, type Ledger, type Refund, type Session } from "@refund-rules/core"
import type { Decided } from "../ports/LedgerStore.ts"
import type { RefundRecord, SessionRecord } from "../ports/Records.ts"
import type { PaymentView, RefundView, SessionView } from "../RefundDeskShape.ts"

export const refundView = ({ currency, decided, paymentId, provider, refund }: RefundRecord): RefundView => {
  const { ask, requestedBy } = refund.asked ?? {}
  return {
    id: refund.id,
    paymentId,
    provider,
    providerRefundId: refund.providerRefundId ?? null,
    status: refund.status,
    failureCode: refund.failureCode ?? null,
    verdict: verdictOf(refund, decided),
    amount: refund.claim.paid,
    currency,
    lines: refund.claim.lines,
    retained: refund.claim.retained,
    reason: ask?.reason ?? null,
    note: ask?.note ?? null,
    metadata: refund.metadata,
    requestedBy: requestedBy ?? null,
    policy: decided?.policy ?? null,
    createdAt: refund.createdAt,
    updatedAt: refund.updatedAt,
  }
}

const verdictOf = ({ adopted }: Refund, decided: Decided | undefined): RefundView["verdict"] => {
  if (adopted) return null
  return decided?.verdict === "Review" ? "Review" : "Approve"
}

/** A refund of a ledger, with how it was decided. */
export const refundIn = (ledger: Ledger, paymentId: string, refundId: string, decided?: Decided): RefundView => {
  const { currency, provider } = ledger.payment
  const refund = ledger.refunds.find(({ id }) => id === refundId)!
  return refundView({ paymentId, provider, currency, refund, ...(decided === undefined ? {} : { decided }) })
}

export const sessionView = ({ currency, paymentId, provider, session }: SessionRecord): SessionView => ({
  id: session.id,
  paymentId,
  provider,
  status: session.status,
  amount: session.claim.paid,
  currency,
  lines: session.claim.lines,
  retained: session.claim.retained,
  refundId: session.refundId ?? null,
  expiresAt: session.expiresAt,
  metadata: session.asked.metadata ?? {},
  requestedBy: session.asked.requestedBy ?? null,
})

/** A session of a ledger. */
export const sessionIn = (ledger: Ledger, paymentId: string, sessionId: string): SessionView => {
  const { currency, provider } = ledger.payment
  return sessionView({ paymentId, provider, currency, session: sessionOf(ledger, sessionId)! })
}

export const sessionOf = (ledger: Ledger, id: string): Session | undefined =>
  ledger.sessions.find((session) => session.id === id)

/** A payment with its money as it stands at an instant: what ended by then holds nothing. */
export const paymentView = (ledger: Ledger, id: string, asOf: Instant): PaymentView => ({
  ...ledger.payment,
  id,
  balance: balance(withoutEnded(ledger, asOf)),
})

const withoutEnded = (ledger: Ledger, asOf: Instant): Ledger => {
  const ended = handle(ledger, { _tag: "ExpireSessions", at: asOf })
  return ended.ok ? ended.value.reduce(evolve, ledger) : ledger
}
