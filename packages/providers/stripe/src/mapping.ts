/** Between Stripe's words and ours: pure, total, both ways. */
import { decodeAmount, encodeAmount, type Payment, type Reason } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import { amountShown, metadataSent, reIdOut, settledIn, stateOut, type Writable } from "@refund-rules/provider-kit"
import { type FailureReason, failureReasons, type RefundObject, type RefundRead } from "./Wire.ts"

/**
 * What a state of Stripe means; one that is not known settles nothing.
 *
 * @internal laws try every word
 */
export const statusIn = (status: string | null | undefined): ProviderFact["status"] =>
  status === "requires_action" ? status : settledIn(status)

/** The reasons Stripe knows; every other one stays with us. */
const reasonOut = (reason: Reason | null): "duplicate" | "fraudulent" | "requested_by_customer" | null => {
  switch (reason) {
    case "duplicate":
    case "fraudulent":
    case "requested_by_customer":
      return reason
    case "product_unsatisfactory":
    case "not_received":
    case "order_change":
    case "order_canceled":
    case "service_disruption":
    case "goodwill":
    case "resolved_dispute":
    case "other":
    case null:
      return null
  }
}

/** An amount in the unit Stripe counts in. */
export const amountOut = (currency: string, minor: number): number => amountShown("stripe", currency, minor)

/**
 * A wire amount in ISO units; undefined where it is none.
 *
 * @internal laws try every currency
 */
export const amountIn = (currency: string, wired: number): number | undefined => {
  const read = decodeAmount("stripe", currency, String(wired))
  return read.ok ? read.value : undefined
}

/** The member of metadata that is not the merchant's own. */
export const KEPT_EMAIL = "instructionsEmail"

/** A refund as a Stripe client reads it; `payment` is the one it is of. */
export const refundOut = (refund: RefundView, payment: Pick<Payment, "customer" | "references">): RefundObject => {
  const { [KEPT_EMAIL]: email, ...metadata } = refund.metadata
  const status = stateOut(refund.status)
  return {
    id: reIdOut(refund.id),
    object: "refund",
    amount: amountOut(refund.currency, refund.amount),
    balance_transaction: null,
    charge: textOf(payment.references["charge"]),
    created: Math.floor(Date.parse(refund.createdAt) / 1000),
    currency: refund.currency.toLowerCase(),
    customer: payment.customer?.id ?? null,
    customer_account: null,
    metadata,
    payment_intent: textOf(payment.references["paymentIntent"]),
    payment_method: null,
    reason: reasonOut(refund.reason),
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
    ...(status === "failed" ? { failure_reason: failureOut(refund.failureCode) } : {}),
    ...(email === undefined ? {} : { instructions_email: email }),
    ...(status === "pending" ? { pending_reason: "processing" } : {}),
  }
}

/** Why it failed, in Stripe's own words; a word of another provider's says nothing to a Stripe client. */
const failureOut = (code: string | null): FailureReason => failureReasons.find((one) => one === code) ?? "unknown"

const textOf = (reference: string | number | undefined): string | null =>
  reference === undefined ? null : String(reference)

/** What a read refund says, in ISO units; undefined where its amount or currency cannot be read. */
export const factOf = ({ amount, currency, failure_reason, id, status }: RefundRead): ProviderFact | undefined => {
  const upper = currency.toUpperCase()
  const minor = amountIn(upper, amount)
  return minor === undefined
    ? undefined
    : {
        providerRefundId: id,
        status: statusIn(status),
        amount: minor,
        currency: upper,
        ...(typeof failure_reason === "string" ? { code: failure_reason } : {}),
      }
}

/** Whether a read refund is of the payment of what was sent, as far as it says. */
export const isOfPayment = ({ payment: { references } }: Sending, read: RefundRead): boolean =>
  agrees(read.payment_intent, references["paymentIntent"]) && agrees(read.charge, references["charge"])

const agrees = (read: RefundRead["charge"], ours: string | number | undefined): boolean => {
  if (read === undefined || read === null || ours === undefined) return true
  return (typeof read === "string" ? read : read.id) === ours
}

/** What a gateway may be told about sending. */
export interface SendingChoices {
  /** `fraudulent` makes Stripe block the payer: it is sent on only where somebody chose so. */
  readonly forwardFraudulent: boolean
}

/** The form that asks Stripe for a refund, always with its amount; undefined where Stripe cannot be asked for it. */
export const formOf = (
  { payment, refund }: Sending,
  { forwardFraudulent }: SendingChoices,
): { readonly [name: string]: Writable } | undefined => {
  const { claim } = refund
  const amount = encodeAmount("stripe", payment.currency, claim.paid)
  const of = subjectOf(payment)
  if (!amount.ok || of === undefined) return undefined
  const reason = reasonOut(refund.asked?.ask.reason ?? null)
  return {
    ...of,
    amount: amount.value,
    reason: reason === null || (reason === "fraudulent" && !forwardFraudulent) ? undefined : reason,
    instructions_email: refund.metadata[KEPT_EMAIL],
    refund_application_fee: claim.applicationFee?.returned === true ? true : undefined,
    reverse_transfer: claim.transfer?.reversed === true ? true : undefined,
    metadata: metadataSent({ payment, refund }, [KEPT_EMAIL]),
  }
}

const subjectOf = ({
  currency,
  customer,
  kind,
  references,
}: Payment): { readonly [name: string]: Writable } | undefined => {
  const { charge, paymentIntent } = references
  if (kind === "customer_balance") {
    return { origin: "customer_balance", customer: customer?.id, currency: currency.toLowerCase() }
  }
  if (paymentIntent !== undefined) return { payment_intent: paymentIntent }
  return charge === undefined ? undefined : { charge }
}
