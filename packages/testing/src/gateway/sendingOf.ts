/** A refund as a desk sends it, for whoever writes a gateway: of a real payment, asked for through the core, and nothing made up. */
import { type Ask, evolve, handle, openLedger, parsePayment } from "@refund-rules/core"
import type { Sending } from "@refund-rules/engine"

/**
 * What is to be different about it. `payment` is what it has besides an id, a currency and what was captured.
 *
 * @since 0.1.0
 */
export interface SendingWanted {
  readonly payment?: Readonly<Record<string, unknown>>
  readonly ask?: object
  readonly metadata?: Readonly<Record<string, string>>
  readonly refundId?: string
  /** When it was asked for. */
  readonly at?: string
  readonly updatedAt?: string
  readonly providerRefundId?: string
  readonly attempt?: number
}

/**
 * A refund of 40.00 of a payment of 100.00 EUR, unless something else is wanted.
 *
 * @example
 * ```ts
 * import { sendingOf } from "@refund-rules/testing"
 *
 * const { key, refund } = sendingOf({ payment: { provider: "pier", references: { pier: "pay_1" } } })
 * key // => "rr_ref_1"
 * refund.claim.paid // => 4000
 * ```
 *
 * @since 0.1.0
 */
export const sendingOf = (wanted: SendingWanted = {}): Sending => {
  const { ask = { amount: 4000 }, at = "2026-01-01T00:00:00.000Z", attempt = 1, metadata = {}, payment = {} } = wanted
  const { providerRefundId, refundId = "ref_1", updatedAt } = wanted
  const given = { id: "pay_1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, ...payment }
  const parsed = parsePayment(given)
  if (!parsed.ok) throw new Error(`the payment of a test must be well formed: ${JSON.stringify(parsed.faults)}`)
  const opened = openLedger(parsed.value)
  const asked = handle(opened, { _tag: "Request", refundId, ask: ask as Ask, metadata, at } as never)
  if (!asked.ok) throw new Error(`the refund of a test must be possible: ${JSON.stringify(asked.faults)}`)
  const refund = {
    ...asked.value.reduce(evolve, opened).refunds[0]!,
    ...(providerRefundId === undefined ? {} : { providerRefundId }),
    ...(updatedAt === undefined ? {} : { updatedAt: updatedAt as never }),
  }
  return { payment: parsed.value, refund, key: `rr_${refundId}`, attempt }
}
