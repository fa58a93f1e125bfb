/** Between Loop's words and ours: pure, total, both ways. */
import { decodeAmount, encodeAmount, type Payment } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import { amountShown, settledIn, stateWithoutAction } from "@refund-rules/provider-kit"
import type { AdminRefundObject, PaymentObject, RefundItem, RefundObject, RefundRead } from "./Wire.ts"

/**
 * An amount in the unit Loop counts in, which is Stripe's.
 *
 * @internal laws try every currency
 */
export const amountOut = (currency: string, minor: number): number => amountShown("loop", currency, minor)

const textOf = (reference: string | number | undefined): string | null =>
  reference === undefined ? null : String(reference)

/** What a payment is called: by Loop where Loop has a name for it, else by us. */
const paymentIdOf = (paymentId: string, { references }: Pick<Payment, "references">): string =>
  textOf(references["paymentId"]) ?? paymentId

/** Only what has the form of Stripe's ids, or is of the sandbox that stands in for it: no other id is passed off as one. */
const stripeIdOf = ({ providerRefundId }: RefundView): string | null =>
  providerRefundId !== null && /^(re|pyr|sbx)_/.test(providerRefundId) ? providerRefundId : null

type Paid = Pick<Payment, "customer" | "references">

/** A refund as who asked for it by its payment reads it. */
export const refundOut = (refund: RefundView, payment: Paid): RefundObject => ({
  refund_id: refund.id,
  payment_id: paymentIdOf(refund.paymentId, payment),
  amount_cents: amountOut(refund.currency, refund.amount),
  status: stateWithoutAction(refund.status),
})

/** A refund as who asked for it by its charge reads it. */
export const adminRefundOut = (refund: RefundView, payment: Paid): AdminRefundObject => ({
  ...refundOut(refund, payment),
  charge_id: textOf(payment.references["chargeId"]),
  stripe_refund_id: stripeIdOf(refund) ?? "",
})

/** A refund as a list shows it. */
export const itemOut = (refund: RefundView, payment: Paid): RefundItem => ({
  ...refundOut(refund, payment),
  charge_id: textOf(payment.references["chargeId"]),
  customer_id: payment.customer?.id ?? "",
  reason: refund.note ?? refund.reason,
  stripe_refund_id: stripeIdOf(refund),
  created_at: refund.createdAt,
})

/** A payment as a Loop client reads it; what nobody told us of it is empty. */
export const paymentOut = (payment: Payment, paymentId: string): PaymentObject => {
  const at = payment.capturedAt ?? payment.orderedAt ?? ""
  return {
    id: paymentIdOf(paymentId, payment),
    customer_id: payment.customer?.id ?? "",
    order_id: payment.metadata["order_id"] ?? null,
    amount_cents: String(amountOut(payment.currency, payment.captured)),
    currency: payment.currency.toLowerCase(),
    status: paymentStatusOut(payment.status),
    stripe_payment_intent_id: null,
    mode: "one_shot",
    subscription_id: null,
    created_at: at,
    updated_at: at,
  }
}

const paymentStatusOut = (status: Payment["status"]): PaymentObject["status"] => {
  switch (status) {
    case "captured":
      return "succeeded"
    case "pending":
    case "authorized":
      return "pending"
    case "failed":
    case "canceled":
      return status
  }
}

/** What a state of a payment at Loop means; one that is not known is no capture. */
export const paymentStatusIn = (status: string): Payment["status"] => {
  switch (status) {
    case "succeeded":
      return "captured"
    case "failed":
    case "canceled":
      return status
  }
  return "pending"
}

/** What Loop says of a refund, in the currency of its payment; undefined where its amount cannot be read. */
export const factOf = (currency: string, { amount_cents: wired, refund_id: id, status }: RefundRead) => {
  const read = decodeAmount("loop", currency, String(wired))
  const fact: ProviderFact | undefined = read.ok
    ? { providerRefundId: id, status: settledIn(status), amount: read.value, currency }
    : undefined
  return fact
}

/** Whether a read refund is of the payment of what was sent, as far as it says. */
export const isOfPayment = ({ payment: { references } }: Sending, read: RefundRead): boolean =>
  agrees(read.payment_id, references["paymentId"]) && agrees(read.charge_id, references["chargeId"])

const agrees = (read: string | null | undefined, ours: string | number | undefined): boolean =>
  read === undefined || read === null || ours === undefined || read === ours

const LONGEST_REASON = 3000

/**
 * Loop keeps no metadata, so our id stands at the head of the reason: it is how a refund is found again. At the head,
 * because a text that is too long is cut at its end.
 */
const reasonOut = ({ asked, id }: Sending["refund"]): string =>
  `${markOf(id)} ${asked?.ask.note ?? asked?.ask.reason ?? ""}`.trim().slice(0, LONGEST_REASON)

const markOf = (refundId: string): string => `[${refundId}]`

/** Whether a reason is that of a refund of ours. */
export const isMarked = (reason: string | null | undefined, refundId: string): boolean =>
  reason?.startsWith(markOf(refundId)) === true

/** Our id of the refund a reason stands for; undefined where it is none of ours. */
export const markIn = (reason: string | null | undefined): string | undefined =>
  /^\[(ref_[0-9a-z]+)\]/.exec(reason ?? "")?.[1]

/** Where and how Loop is asked for a refund, always with its amount; undefined where it cannot be asked for it. */
export const askOut = ({ payment, refund }: Sending): { readonly path: string; readonly body: object } | undefined => {
  const amount = encodeAmount("loop", payment.currency, refund.claim.paid)
  const { chargeId, paymentId } = payment.references
  if (!amount.ok) return undefined
  const rest = { amount_cents: Number(amount.value), reason: reasonOut(refund) }
  if (chargeId !== undefined) return { path: "/v1/admin/refunds", body: { charge_id: chargeId, ...rest } }
  return paymentId === undefined ? undefined : { path: "/v1/refunds", body: { payment_id: paymentId, ...rest } }
}
