/** A payment as Dodo tells of it, made into one that can be registered. */
import { codecFor, type PaymentInput, parsePayment } from "@refund-rules/core"
import type { FetchedPayment, ProviderFact } from "@refund-rules/engine"
import { amountIn, factOf } from "./mapping.ts"
import type { LineItemsRead, PaymentRead } from "./Wire.ts"

/** What to register; undefined where nobody can read what Dodo tells. */
export const fetchedOut = (payment: PaymentRead, items: LineItemsRead | undefined): FetchedPayment | undefined => {
  const { created_at: at, currency, total_amount: total } = payment
  const captured = codecFor("dodo", currency) === undefined ? undefined : amountIn(currency, total)
  const created = Date.parse(at)
  // A payment without a word of its refunds says nothing of what is left of it.
  if (captured === undefined || Number.isNaN(created) || payment.refunds === undefined) return undefined
  const lines = items === undefined ? undefined : linesOf(items, total)
  const given = {
    provider: "dodo",
    references: { paymentId: payment.payment_id },
    currency,
    captured,
    status: statusOf(payment.status),
    capturedAt: new Date(created).toISOString(),
    customer: customerOf(payment),
    ...(lines === undefined ? {} : { lines }),
    ...(payment.brand_id === undefined || payment.brand_id === null
      ? {}
      : { metadata: { brand_id: payment.brand_id } }),
  }
  const facts = (payment.refunds ?? []).map((refund) => factOf(refund))
  if (facts.includes(undefined) || !parsePayment(given).ok) return undefined
  // It was just read as what it is taken for.
  return { payment: given as unknown as PaymentInput, refunds: facts as readonly ProviderFact[] }
}

const statusOf = (status: string | null | undefined): PaymentInput["status"] => {
  switch (status) {
    case "succeeded":
    case "partially_captured":
      return "captured"
    case "requires_capture":
    case "partially_captured_and_capturable":
      return "authorized"
    case "failed":
      return "failed"
    case "cancelled":
      return "canceled"
    case null:
    case undefined:
      return "pending"
  }
  return "pending"
}

const customerOf = ({ customer }: PaymentRead) => ({
  id: customer.customer_id,
  name: customer.name,
  email: customer.email,
  ...(customer.phone_number === undefined || customer.phone_number === null ? {} : { phone: customer.phone_number }),
})

/**
 * A line for each item. Whether an item's amount has its tax in it is not published: the reading that adds up to the
 * payment is the right one, and where neither does, or an item stands twice, there are no lines.
 */
const linesOf = ({ items }: LineItemsRead, total: number) => {
  const isOnce = new Set(items.map(({ items_id: id }) => id)).size === items.length
  const amounts = items.reduce((sum, { amount }) => sum + amount, 0)
  const taxes = items.reduce((sum, { tax }) => sum + tax, 0)
  const included = amounts === total ? 1 : 0
  if (!isOnce || items.length === 0 || (included === 0 && amounts + taxes !== total)) return undefined
  return items.map(({ amount, items_id: id, tax }) => ({
    id,
    kind: "product",
    quantity: 1,
    net: amount - included * tax,
    taxes: tax === 0 ? [] : [{ id: "tax", amount: tax }],
  }))
}
