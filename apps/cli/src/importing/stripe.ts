/** Stripe's exports: charges and refunds as its API lists them, and the spreadsheets of its dashboard. */
import type { Result } from "@refund-rules/core"
import { currencyOf, decimalAmount, instantIn, wireAmount } from "./amounts.ts"
import { complete, type OutsideRefund, readerOf, type Row } from "./Row.ts"

export const stripePayment = (row: Row): Result<unknown> => {
  const reader = readerOf(row)
  const currency = currencyOf(reader, "currency")
  const object = reader.text("object")
  const isIntent = object === "payment_intent"
  const charge = reader.text(...(isIntent ? ["latest_charge"] : ["id"]))
  const intent = reader.text(...(isIntent ? ["id"] : ["payment_intent", "PaymentIntent ID"]))
  if (charge === undefined && intent === undefined)
    reader.fault("id", "expected the charge's or the payment intent's id")
  const captured = row.isCsv
    ? decimalAmount(reader, currency, "Amount")
    : wireAmount(reader, "stripe", currency, ...(isIntent ? ["amount_received"] : ["amount_captured", "amount"]))
  const capturedAt = instantIn(reader, "created", "Created date (UTC)", "Created (UTC)")
  const customer = reader.text("customer", "Customer ID")
  const email = reader.text("billing_details.email", "receipt_email", "Customer Email")
  return complete(reader, {
    id: intent ?? charge,
    provider: "stripe",
    references: {
      ...(intent === undefined ? {} : { paymentIntent: intent }),
      ...(charge === undefined ? {} : { charge }),
    },
    currency,
    captured,
    status: statusOf(reader.text("status"), reader.text("captured")),
    ...(capturedAt === undefined ? {} : { capturedAt }),
    ...(customer === undefined ? {} : { customer: { id: customer, ...(email === undefined ? {} : { email }) } }),
  })
}

const statusOf = (status = "succeeded", captured = "true"): string => {
  const word = status.toLowerCase()
  if (/^(succeeded|paid|refunded|partially refunded|partial refund|disputed)$/.test(word))
    return captured.toLowerCase() === "false" ? "authorized" : "captured"
  if (/^(requires_capture|uncaptured)$/.test(word)) return "authorized"
  if (/^(canceled|cancelled)$/.test(word)) return "canceled"
  return /^(failed|blocked)$/.test(word) ? "failed" : "pending"
}

export const stripeRefund = (row: Row): Result<OutsideRefund> => {
  const reader = readerOf(row)
  const currency = currencyOf(reader, "currency")
  const providerRefundId = reader.need("id")
  const amount = row.isCsv
    ? decimalAmount(reader, currency, "Amount")
    : wireAmount(reader, "stripe", currency, "amount")
  const intent = reader.text("payment_intent", "PaymentIntent ID", "Payment Intent ID")
  const charge = reader.text("charge", "Charge ID", "Charge")
  if (intent === undefined && charge === undefined) reader.fault("charge", "expected the charge or the payment intent")
  return complete(reader, {
    provider: "stripe",
    references: {
      ...(intent === undefined ? {} : { paymentIntent: intent }),
      ...(charge === undefined ? {} : { charge }),
    },
    providerRefundId,
    status: refundStatus(reader.text("status")),
    amount,
    currency,
  })
}

const refundStatus = (status = "succeeded"): OutsideRefund["status"] => {
  const word = status.toLowerCase()
  if (word === "pending" || word === "requires_action" || word === "failed") return word
  return /^cancell?ed$/.test(word) ? "canceled" : "succeeded"
}
