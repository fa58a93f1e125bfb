/** Between Pier's words and ours: pure, total, both ways. */
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import type { RefundObject, RefundRead, State } from "./Wire.ts"

/** No case is left out, so a state that is new to us must have an opinion here before it compiles. */
const stateOut = (status: RefundView["status"]): State => {
  switch (status) {
    case "review":
    case "accepted":
    case "submitting":
    case "unknown":
    case "pending":
    case "requires_action":
      return "waiting"
    case "succeeded":
      return "done"
    case "failed":
    case "canceled":
    case "rejected":
      return "broken"
  }
}

/** A state nobody here knows settles nothing. */
const stateIn = (state: string): ProviderFact["status"] => {
  switch (state) {
    case "done":
      return "succeeded"
    case "broken":
      return "failed"
  }
  return "pending"
}

/** What Pier says of a refund; a currency is written small there. */
export const factOf = ({ cents, currency, id, state }: RefundRead): ProviderFact => ({
  providerRefundId: id,
  status: stateIn(state),
  amount: cents,
  currency: currency.toUpperCase(),
})

/** Always with its amount: what remains there may not be what remains here. */
export const refundSent = ({ key, payment, refund }: Sending) => ({
  key,
  payment: payment.references["pier"],
  cents: refund.claim.paid,
})

/** A refund as a client of Pier's reads it. */
export const refundOut = (refund: RefundView, key: string, payment: string): RefundObject => ({
  id: refund.id,
  key,
  payment,
  cents: refund.amount,
  currency: refund.currency.toLowerCase(),
  state: stateOut(refund.status),
})
