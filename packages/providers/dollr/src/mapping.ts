/** Between Dollr's words and ours: pure, total, both ways. */
import { decodeAmount, encodeAmount, type Payment } from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending, SessionView } from "@refund-rules/engine"
import { numberOf } from "@refund-rules/provider-kit"
import type { ExecutionObject, ExecutionRead, SessionObject, SideRead, Status } from "./Wire.ts"

/**
 * How a refund of ours looks at Dollr, which knows no other end than these two.
 *
 * @internal laws try every state
 */
export const statusOut = (status: RefundView["status"]): Status => {
  switch (status) {
    case "review":
    case "accepted":
    case "submitting":
    case "unknown":
    case "pending":
    case "requires_action":
      return "PROCESSING"
    case "succeeded":
      return "COMPLETED"
    case "failed":
    case "canceled":
    case "rejected":
      return "FAILED"
  }
}

/**
 * What a state of Dollr means; one that is not known settles nothing.
 *
 * @internal laws try every word
 */
export const statusIn = ({
  requiresAction,
  status,
}: Pick<ExecutionRead, "requiresAction" | "status">): ProviderFact["status"] => {
  switch (status) {
    case "COMPLETED":
      return "succeeded"
    case "FAILED":
      return "failed"
  }
  return requiresAction ? "requires_action" : "pending"
}

/** The states of a session, which Dollr's documents leave open. */
const sessionStatusOut = (status: SessionView["status"]): string => {
  switch (status) {
    case "open":
      return "ACTIVE"
    case "executed":
      return "EXECUTED"
    case "expired":
      return "EXPIRED"
    case "canceled":
      return "CANCELED"
  }
}

/** An amount as a number of major units, written with every decimal of its currency; no float is ever made of it. */
const amountOut = (currency: string, minor: number): unknown => {
  const written = encodeAmount("dollr", currency, minor)
  return written.ok ? numberOf(written.value) : null
}

/** A session opened here is known to its client by a number; to us by a name with that number in it. */
export const sessionIdOf = (number: number): string => `ses_${number}`

/**
 * The number of a session of ours; undefined where it was opened at another door.
 *
 * @internal laws lead it back
 */
export const numberOfSession = (id: string): number | undefined => {
  const number = /^ses_[1-9]\d{0,15}$/.test(id) ? Number(id.slice(4)) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A reference in the one form it is compared in; undefined where it is no UUID of version 4. */
export const referenceIn = (text: string): string | undefined => {
  const lower = text.toLowerCase()
  return uuid4.test(lower) ? lower : undefined
}

/** The id of the refund that is executed under a reference. */
export const refundIdOf = (reference: string): string => `ref_${reference.replaceAll("-", "")}`

/** The reference that 32 hexadecimal digits make, as a UUID of version 4. */
const dashed = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-")

/**
 * The reference of a refund that came through this door; undefined for every other refund.
 *
 * @internal laws lead it back
 */
export const referenceOf = (refundId: string): string | undefined =>
  refundId.startsWith("ref_") ? referenceIn(dashed(refundId.slice(4))) : undefined

/** The reference under which a hash of a key is sent: the same for ever, and a UUID of version 4 to look at. */
export const referenceFrom = (hash: string): string => {
  const variant = "89ab"[Number.parseInt(hash[16] ?? "0", 16) & 3] ?? "8"
  return dashed(`${hash.slice(0, 12)}4${hash.slice(13, 16)}${variant}${hash.slice(17, 32)}`)
}

/** A session as a Dollr client reads it. */
export const sessionOut = (
  session: SessionView,
  { openedAt, reason }: { readonly openedAt: string; readonly reason: string | null },
  { references }: Pick<Payment, "references">,
): SessionObject => ({
  id: numberOfSession(session.id) ?? 0,
  original_payment_intent_id: Number(references["paymentIntentId"]),
  amount: amountOut(session.currency, session.amount),
  reason,
  status: sessionStatusOut(session.status),
  expires_at: session.expiresAt,
  created_at: openedAt,
  updated_at: openedAt,
})

/** A refund as a Dollr client reads it: who collected the payment pays, in the payment's own currency. */
export const executionOut = (refund: RefundView, reference: string): ExecutionObject => {
  const amount = amountOut(refund.currency, refund.amount)
  return {
    reference_id: reference,
    status: statusOut(refund.status),
    payer_amount: amount,
    payer_currency: refund.currency,
    payee_currency: refund.currency,
    payee_amount: amount,
    operation_type: "REFUND",
    provider_transaction_id: refund.providerRefundId,
    gateway_message: null,
    wallet_message: null,
    client_secret: null,
    requires_action: refund.status === "requires_action",
  }
}

/**
 * What a read execution says, in ISO units; undefined where it cannot be read. Of its two sides the one that is what was
 * sent says it: the other may be in the wallet's own currency, or less a fee.
 */
export const factOf = ({ payment, refund }: Sending, execution: ExecutionRead): ProviderFact | undefined => {
  const payer = sideIn(execution.payer)
  const payee = sideIn(execution.payee)
  const isSent = (side: Side | undefined) => side?.currency === payment.currency && side.amount === refund.claim.paid
  const isHere = (side: Side | undefined) => side?.currency === payment.currency
  const said = [payer, payee].find(isSent) ?? [payer, payee].find(isHere) ?? payer
  return said === undefined
    ? undefined
    : { providerRefundId: execution.referenceId.toLowerCase(), status: statusIn(execution), ...said }
}

interface Side {
  readonly amount: number
  readonly currency: string
}

const sideIn = ({ amount, currency: given }: SideRead): Side | undefined => {
  const currency = given.toUpperCase()
  const read = decodeAmount("dollr", currency, amount)
  return read.ok ? { amount: read.value, currency } : undefined
}
