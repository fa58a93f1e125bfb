/** Refunds as the desk sends them. */
import type { Sending } from "@refund-rules/engine"
import { sendingOf as sendingLike, type SendingWanted } from "@refund-rules/testing"

export const customer = { id: "cus_1", name: "Ada", email: "ada@example.org" }

/** 60.00 with 10.00 of tax, and 30.00 without. */
export const lines = [
  { id: "prod_1", kind: "product", quantity: 1, net: 6000, taxes: [{ id: "vat", amount: 1000 }] },
  { id: "addon_1", kind: "addon", quantity: 1, net: 3000, taxes: [] },
]

/** A refund of 40.00 of a payment of 100.00 in two lines, unless something else is wanted. */
export const sendingOf = ({ payment, ...wanted }: SendingWanted = {}): Sending =>
  sendingLike({
    payment: { provider: "dodo", references: { paymentId: "pay_1" }, customer, ...(payment ?? { lines }) },
    ...wanted,
  })
