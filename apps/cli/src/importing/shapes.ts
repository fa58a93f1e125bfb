/** How providers write down payments and refunds in their exports, turned into what we register; all faults are told. */
import type { Result } from "@refund-rules/core"
import { dodoPayment, dodoRefund } from "./dodo.ts"
import { stripePayment, stripeRefund } from "./stripe.ts"
import type { OutsideRefund, Row } from "./Row.ts"

export type ShapeName = "native" | "stripe" | "dodo"

/** A row as a payment to register; what it holds is judged where it is registered. */
export const paymentIn = (shape: ShapeName, row: Row): Result<unknown> => {
  switch (shape) {
    case "native":
      return row.isCsv ? nativeCsv(row) : { ok: true, value: row.json }
    case "stripe":
      return stripePayment(row)
    case "dodo":
      return dodoPayment(row)
  }
}

/** A row as a refund that was made elsewhere. */
export const refundIn = (shape: ShapeName, row: Row): Result<OutsideRefund> => {
  switch (shape) {
    case "native":
      return nativeRefund(row)
    case "stripe":
      return stripeRefund(row)
    case "dodo":
      return dodoRefund(row)
  }
}

const numbers = ["captured", "orderTax", "orderDiscount", "applicationFee"]

/** Columns `id`, `captured`, `references.order`, `customer.id` and so on: a payment without lines of its own. */
const nativeCsv = ({ fields }: Row & { readonly isCsv: true }): Result<unknown> => {
  const payment: Record<string, unknown> = { references: {} }
  for (const [name, text] of Object.entries(fields)) {
    if (text === "") continue
    const [group, member] = name.split(".", 2)
    if (member !== undefined && group !== undefined)
      payment[group] = { ...(payment[group] as object | undefined), [member]: text }
    else payment[name] = numbers.includes(name) && /^\d+$/.test(text) ? Number(text) : text
  }
  return { ok: true, value: payment }
}

const statuses = ["pending", "requires_action", "succeeded", "failed", "canceled"] as const

const nativeRefund = (row: Row): Result<OutsideRefund> => {
  const given: Readonly<Record<string, unknown>> = row.isCsv ? row.fields : objectOf(row.json)
  const { currency, paymentId, providerRefundId } = given
  // Digits and nothing else: a cell is no program, so `1e3` and `0x10` are not amounts.
  const amount = row.isCsv ? numberIn(given["amount"]) : given["amount"]
  const status = statuses.find((one) => one === given["status"])
  const faults = [
    ...(typeof paymentId === "string" && paymentId !== "" ? [] : [missing("paymentId", "the payment's id")]),
    ...(typeof providerRefundId === "string" && providerRefundId !== ""
      ? []
      : [missing("providerRefundId", "what the provider calls it")]),
    ...(status === undefined ? [missing("status", `one of ${statuses.join(", ")}`)] : []),
    ...(Number.isSafeInteger(amount) && Number(amount) > 0
      ? []
      : [missing("amount", "a positive whole number in the smallest unit")]),
    ...(typeof currency === "string" ? [] : [missing("currency", "a currency code")]),
  ]
  if (faults.length > 0 || status === undefined) return { ok: false, faults }
  return {
    ok: true,
    value: {
      paymentId: String(paymentId),
      providerRefundId: String(providerRefundId),
      status,
      amount: Number(amount),
      currency: String(currency),
    },
  }
}

const numberIn = (cell: unknown): number => (/^\d+$/.test(String(cell)) ? Number(cell) : Number.NaN)

const missing = (name: string, expected: string) => ({
  path: `/${name}`,
  code: "row_incomplete",
  message: `expected ${expected}`,
})

const objectOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {}
