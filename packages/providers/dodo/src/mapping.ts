/** Between Dodo's words and ours: pure, total, both ways. */
import {
  balance,
  codecFor,
  decodeAmount,
  encodeAmount,
  type Ledger,
  type Payment,
  type Reason,
} from "@refund-rules/core"
import type { ProviderFact, RefundView, Sending } from "@refund-rules/engine"
import { metadataSent, OUR_ID } from "@refund-rules/provider-kit"
import { KEPT_TYPES, typedOut } from "./typed.ts"
import {
  type CreateBody,
  currencies,
  LARGEST,
  type LineItemsObject,
  type RefundListed,
  type RefundListObject,
  type RefundObject,
  type RefundRead,
  type Status,
} from "./Wire.ts"

/**
 * How a refund of ours looks at Dodo, which knows nobody to wait for and no canceling.
 *
 * @internal laws try every state
 */
export const statusOut = (status: RefundView["status"]): Status => {
  switch (status) {
    case "review":
    case "succeeded":
    case "failed":
      return status
    case "accepted":
    case "submitting":
    case "unknown":
    case "pending":
    case "requires_action":
      return "pending"
    case "canceled":
    case "rejected":
      return "failed"
  }
}

/** The states of ours that look so. */
export const statusesOf: Readonly<Record<Status, readonly RefundView["status"][]>> = {
  review: ["review"],
  pending: ["accepted", "submitting", "unknown", "pending", "requires_action"],
  succeeded: ["succeeded"],
  failed: ["failed", "canceled", "rejected"],
}

/**
 * What a state of Dodo means; its own review, and one that is not known, settle nothing.
 *
 * @internal laws try every word
 */
export const statusIn = (status: string): ProviderFact["status"] =>
  status === "succeeded" || status === "failed" ? status : "pending"

/**
 * A wire amount in ISO units; undefined where it is none.
 *
 * @internal laws try every currency
 */
export const amountIn = (currency: string, wired: number): number | undefined => {
  const read = decodeAmount("dodo", currency, String(wired))
  return read.ok ? read.value : undefined
}

/**
 * An amount as Dodo writes it; null where it is more than 32 bits can say.
 *
 * @internal laws try every currency
 */
export const amountOut = (minor: number): number | null => (minor <= LARGEST ? minor : null)

/** What a refund is of: the payment, and whose it is. */
export interface Owned {
  readonly payment: Payment
  /** The business a facade speaks for. */
  readonly business: string
}

/** A refund as it stands in a list. */
export const listedOut = (refund: RefundView, { business, payment }: Owned): RefundListObject => ({
  refund_id: refund.id,
  payment_id: String(payment.references["paymentId"] ?? refund.paymentId),
  business_id: business,
  status: statusOut(refund.status),
  created_at: refund.createdAt,
  is_partial: refund.amount < payment.captured,
  amount: amountOut(refund.amount),
  currency: currencies.has(refund.currency) ? refund.currency : null,
  reason: refund.note ?? refund.reason,
})

/** A refund as a client reads it by itself. */
export const refundOut = (refund: RefundView, owned: Owned): RefundObject => {
  const { business, payment } = owned
  const { email = "", id = "", metadata = {}, name = "", phone } = payment.customer ?? {}
  return {
    ...listedOut(refund, owned),
    brand_id: payment.metadata["brand_id"] ?? business,
    metadata: typedOut(refund.metadata),
    customer: { customer_id: id, name, email, metadata, phone_number: phone ?? null },
  }
}

/** What can still be refunded of a payment, line by line. */
export const lineItemsOut = (ledger: Ledger): LineItemsObject => {
  const { payment } = ledger
  const { lines, remaining: left } = balance(ledger)
  return {
    currency: payment.currency,
    items: payment.lines.map(({ id, net, taxes }, index) => {
      const line = lines[index]!
      const remaining = line.taxes.reduce((sum, tax) => sum + tax.remaining, line.net.remaining)
      return {
        items_id: id,
        amount: net,
        tax: taxes.reduce((sum, tax) => sum + tax.amount, 0),
        // What the world took beyond its lines is missing from all of them together.
        refundable_amount: Math.min(remaining, left),
        name: null,
        description: null,
      }
    }),
  }
}

/** What a read refund says, in ISO units; what it leaves out is as it was sent. Undefined where it cannot be read. */
export const factOf = (
  { amount, currency, refund_id: providerRefundId, status }: RefundListed,
  sent?: { readonly amount: number; readonly currency: string },
): ProviderFact | undefined => {
  const named = currency ?? sent?.currency
  if (named === undefined || codecFor("dodo", named) === undefined) return undefined
  const minor = amount === undefined || amount === null ? sent?.amount : amountIn(named, amount)
  return minor === undefined
    ? undefined
    : { providerRefundId, status: statusIn(status), amount: minor, currency: named }
}

/** What was sent of a refund. */
export const sentOf = ({ payment, refund }: Sending): { readonly amount: number; readonly currency: string } => ({
  amount: refund.claim.paid,
  currency: payment.currency,
})

/** Whether a read refund is of the payment of what was sent. */
export const isOfPayment = ({ payment }: Sending, { payment_id: id }: RefundListed): boolean =>
  id === payment.references["paymentId"]

/** Whether a read refund is the one that was sent: it carries our id. */
export const isOurs = ({ refund }: Sending, { metadata }: RefundRead): boolean => metadata?.[OUR_ID] === refund.id

/** What a gateway may be told about sending. */
export interface SendingChoices {
  /** `fraudulent` is sent on only where somebody chose so. */
  readonly forwardFraudulent: boolean
}

/** An amount of one item, tax included. */
export interface ItemAmount {
  readonly id: string
  readonly amount: number
}

/** The items a refund is of, by the lines of its claim; undefined where the payment was registered without lines. */
export const itemsOf = ({ payment, refund }: Sending): readonly ItemAmount[] | undefined => {
  const [only, ...more] = payment.lines
  if (only?.id === "payment" && more.length === 0) return undefined
  return refund.claim.lines.filter(({ amount }) => amount > 0).map(({ amount, id }) => ({ id, amount }))
}

/** Whether Dodo has a name for the payment, and can write the amount. */
export const canBeSent = ({ payment, refund }: Sending): boolean =>
  typeof payment.references["paymentId"] === "string" && encodeAmount("dodo", payment.currency, refund.claim.paid).ok

/** What asks Dodo for a refund: always with every amount, tax included. */
export const bodyOf = (
  { payment, refund }: Sending,
  items: readonly ItemAmount[],
  choices: SendingChoices,
): CreateBody => {
  const reason = reasonOut(refund.asked?.ask ?? {}, choices)
  return {
    payment_id: String(payment.references["paymentId"]),
    items: items.map(({ amount, id }) => ({ item_id: id, amount, tax_inclusive: true })),
    metadata: typedOut({ ...metadataSent({ payment, refund }, [KEPT_TYPES]), ...typesOf(refund.metadata) }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Dodo takes free words: those that were given, else the name of the reason. */
const reasonOut = (
  { note, reason }: { readonly note?: string; readonly reason?: Reason },
  { forwardFraudulent }: SendingChoices,
): string | undefined => {
  if (note !== undefined && note !== "") return note
  return reason === "fraudulent" && !forwardFraudulent ? undefined : reason
}

/** Beside the pairs that are sent, not one of them: only their types are. */
const typesOf = ({ [KEPT_TYPES]: types }: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  types === undefined ? {} : { [KEPT_TYPES]: types }
