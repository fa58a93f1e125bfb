/** Refunds as the desk sends them. */
import { type Ask, evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Sending } from "@refund-rules/engine"

const AT = "2026-01-01T00:00:00.000Z"

interface Wanted {
  readonly payment?: Readonly<Record<string, unknown>>
  readonly ask?: Ask
  readonly metadata?: Readonly<Record<string, string>>
  readonly refundId?: string
  readonly providerRefundId?: string
  readonly attempt?: number
}

/** A refund of 40.00 of a payment of 100.00, unless something else is wanted. */
export const sendingOf = ({
  ask = { amount: 4000 as never },
  attempt = 1,
  metadata = {},
  payment = {},
  providerRefundId,
  refundId = "ref_1",
}: Wanted = {}): Sending => {
  const parsed = parsePayment({
    id: "p1",
    provider: "wooshpay",
    references: { paymentIntent: "pi_1" },
    currency: "EUR",
    captured: 10_000,
    ...payment,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const opened = openLedger(parsed.value)
  const asked = handle(opened, { _tag: "Request", refundId, ask, metadata, at: AT } as never)
  if (!asked.ok) throw new Error(JSON.stringify(asked.faults))
  const ledger = asked.value.reduce(evolve, opened)
  const refund = { ...ledger.refunds[0]!, ...(providerRefundId === undefined ? {} : { providerRefundId }) }
  return { payment: parsed.value, refund, key: `rr_${refundId}`, attempt }
}
