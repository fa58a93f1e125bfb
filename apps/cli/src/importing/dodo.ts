/** Dodo Payments' exports: payments and refunds as its API lists them, in JSON or with the same names as columns. */
import type { Result } from "@refund-rules/core"
import { currencyOf, instantIn, wireAmount } from "./amounts.ts"
import { complete, type OutsideRefund, readerOf, type Row } from "./Row.ts"

export const dodoPayment = (row: Row): Result<unknown> => {
  const reader = readerOf(row)
  const currency = currencyOf(reader, "currency")
  const id = reader.need("payment_id")
  const captured = wireAmount(reader, "dodo", currency, "total_amount")
  const capturedAt = instantIn(reader, "created_at")
  const customer = reader.text("customer.customer_id", "customer_id")
  const [name, email] = [reader.text("customer.name", "customer_name"), reader.text("customer.email", "customer_email")]
  const brand = reader.text("brand_id")
  return complete(reader, {
    id,
    provider: "dodo",
    references: { paymentId: id },
    currency,
    captured,
    status: statusOf(reader.text("status")),
    ...(capturedAt === undefined ? {} : { capturedAt }),
    ...(customer === undefined
      ? {}
      : {
          customer: {
            id: customer,
            ...(name === undefined ? {} : { name }),
            ...(email === undefined ? {} : { email }),
          },
        }),
    ...(brand === undefined ? {} : { metadata: { brand_id: brand } }),
  })
}

const statusOf = (status = "succeeded"): string => {
  switch (status) {
    case "succeeded":
    case "partially_captured":
      return "captured"
    case "failed":
      return "failed"
    case "cancelled":
      return "canceled"
    case "requires_capture":
    case "partially_captured_and_capturable":
      return "authorized"
    default:
      return "pending"
  }
}

export const dodoRefund = (row: Row): Result<OutsideRefund> => {
  const reader = readerOf(row)
  const currency = currencyOf(reader, "currency")
  const providerRefundId = reader.need("refund_id")
  const amount = wireAmount(reader, "dodo", currency, "amount")
  const paymentId = reader.need("payment_id")
  const status = reader.text("status") ?? "succeeded"
  return complete(reader, {
    provider: "dodo",
    references: { paymentId },
    providerRefundId,
    status: status === "failed" ? "failed" : status === "succeeded" ? "succeeded" : "pending",
    amount,
    currency,
  })
}
