/** Refunds as the desk sends them. */
import { type Ask, evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Sending } from "@refund-rules/engine"

interface Wanted {
  readonly payment?: Readonly<Record<string, unknown>>
  readonly ask?: object
  readonly metadata?: Readonly<Record<string, string>>
  readonly providerRefundId?: string
  readonly updatedAt?: string
  readonly attempt?: number
}

/** A refund of 40.00 of a payment of 100.00, asked for just now, unless something else is wanted. */
export const sendingOf = (wanted: Wanted = {}): Sending => {
  const { ask = { amount: 4000 }, attempt = 1, metadata = {}, payment = {}, providerRefundId, updatedAt } = wanted
  const at = new Date().toISOString()
  const parsed = parsePayment({
    id: "pay_1",
    provider: "loop",
    references: { chargeId: "ch_1", paymentId: "pm_1" },
    customer: { id: "cus_1" },
    currency: "EUR",
    captured: 10_000,
    ...payment,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const opened = openLedger(parsed.value)
  const asked = handle(opened, { _tag: "Request", refundId: "ref_1", ask: ask as Ask, metadata, at } as never)
  if (!asked.ok) throw new Error(JSON.stringify(asked.faults))
  const refund = {
    ...asked.value.reduce(evolve, opened).refunds[0]!,
    ...(providerRefundId === undefined ? {} : { providerRefundId }),
    ...(updatedAt === undefined ? {} : { updatedAt: updatedAt as never }),
  }
  return { payment: parsed.value, refund, key: "rr_ref_1", attempt }
}
