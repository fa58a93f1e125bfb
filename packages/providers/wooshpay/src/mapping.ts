/** Between WooshPay's words and ours: pure, total, both ways. */
import { codecFor, decodeAmount, encodeAmount, type Payment, type Reason as OurReason } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import { metadataSent, reIdOut, settledIn, stateWithoutAction } from "@refund-rules/provider-kit"
import type { CreateBody, Reason, RefundObject, RefundRead } from "./Wire.ts"

/** The reasons WooshPay knows; every other one stays with us. */
const reasonOut = (reason: OurReason | null): Reason | null => {
  switch (reason) {
    case "duplicate":
    case "fraudulent":
    case "requested_by_customer":
    case "resolved_dispute":
      return reason
    case "product_unsatisfactory":
    case "not_received":
    case "order_change":
    case "order_canceled":
    case "service_disruption":
    case "goodwill":
    case "other":
    case null:
      return null
  }
}

/**
 * An amount that a client asks for, in ISO units: digits without a zero before them, sign, point, space or power;
 * undefined for everything else.
 *
 * @internal laws try every currency
 */
export const amountIn = (currency: string, wired: string): number | undefined => {
  const read = /^[1-9]\d*$/.test(wired) ? decodeAmount("wooshpay", currency, wired) : undefined
  return read?.ok === true ? read.value : undefined
}

/** A refund as a client reads it; `payment` is the one it is of. */
export const refundOut = (refund: RefundView, payment: Pick<Payment, "references">): RefundObject => {
  const status = stateWithoutAction(refund.status)
  const reason = reasonOut(refund.reason)
  return {
    id: reIdOut(refund.id),
    object: "refund",
    amount: refund.amount,
    created: Math.floor(Date.parse(refund.createdAt) / 1000),
    currency: refund.currency.toLowerCase(),
    metadata: refund.metadata,
    payment_intent: String(payment.references["paymentIntent"] ?? ""),
    status,
    ...(reason === null ? {} : { reason }),
    ...(status === "failed" ? { failure_reason: "unknown" } : {}),
  }
}

/** What a read refund says, in ISO units; undefined where its amount or currency cannot be read. */
export const factOf = ({ amount, currency, id, status }: RefundRead): ProviderFact | undefined => {
  const upper = currency.toUpperCase()
  if (codecFor("wooshpay", upper) === undefined) return undefined
  const read = decodeAmount("wooshpay", upper, String(amount))
  return read.ok ? { providerRefundId: id, status: settledIn(status), amount: read.value, currency: upper } : undefined
}

/** Whether a read refund is of the payment of what was sent, as far as it says. */
export const isOfPayment = ({ payment }: Sending, { payment_intent: read }: RefundRead): boolean =>
  read === undefined || read === null || read === payment.references["paymentIntent"]

/** What a gateway may be told about sending. */
export interface SendingChoices {
  /** `fraudulent` is sent on only where somebody chose so. */
  readonly forwardFraudulent: boolean
}

/** What asks WooshPay for a refund, always with its amount; undefined where WooshPay cannot be asked for it. */
export const bodyOf = (sending: Sending, { forwardFraudulent }: SendingChoices): CreateBody | undefined => {
  const { payment, refund } = sending
  const amount = encodeAmount("wooshpay", payment.currency, refund.claim.paid)
  const { paymentIntent } = payment.references
  if (!amount.ok || typeof paymentIntent !== "string") return undefined
  const reason = reasonOut(refund.asked?.ask.reason ?? null)
  return {
    payment_intent: paymentIntent,
    amount: amount.value,
    metadata: metadataSent(sending),
    ...(reason === null || (reason === "fraudulent" && !forwardFraudulent) ? {} : { reason }),
  }
}
