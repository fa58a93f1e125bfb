/** GET /v1/admin/refunds and GET /v1/payments/{id}: refunds as they stand now, newest first, and a payment. */
import type { Payment } from "@refund-rules/core"
import { readForm, type Route } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { itemOut, paymentOut } from "../mapping.ts"
import type { RefundItem } from "../Wire.ts"
import { paymentIdNamed } from "./create.ts"
import { invalid } from "./says.ts"

const USUAL = 50
const MOST = 100

export const list: Route = {
  method: "GET",
  path: "/v1/admin/refunds",
  scope: "read",
  operate: ({ call, caller, services: { desk, store } }) =>
    Effect.gen(function* () {
      const read = readForm(call.query)
      const { customer_id: customerId, limit = String(USUAL) } = read.ok ? read.form : {}
      if (!read.ok || (customerId !== undefined && typeof customerId !== "string")) {
        return yield* invalid("customer_id must be a text, and no parameter may stand twice")
      }
      const count = typeof limit === "string" && /^\d{1,3}$/.test(limit) ? Number(limit) : 0
      if (count < 1 || count > MOST) return yield* invalid(`limit must be an integer from 1 to ${MOST}`)
      const filter = { provider: "loop", ...(customerId === undefined || customerId === "" ? {} : { customerId }) }
      const { items } = yield* desk.refunds(caller, filter, { limit: count })
      const payments = new Map<string, Payment>()
      const refunds: RefundItem[] = []
      for (const refund of items) {
        const payment = payments.get(refund.paymentId) ?? (yield* store.read(caller.scope, refund.paymentId)).payment
        payments.set(refund.paymentId, payment)
        refunds.push(itemOut(refund, payment))
      }
      return { body: { refunds } }
    }),
}

export const payment: Route = {
  method: "GET",
  path: "/v1/payments/*",
  scope: "read",
  operate: (stay) =>
    Effect.gen(function* () {
      const { caller, names, services } = stay
      const paymentId = yield* paymentIdNamed(stay, names[0] ?? "")
      const ledger = yield* services.store.read(caller.scope, paymentId)
      return { body: paymentOut(ledger.payment, paymentId) }
    }),
}
