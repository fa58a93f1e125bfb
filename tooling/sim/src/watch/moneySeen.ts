/** Watches what goes out to providers and what money moves there: intended first, once a refund, never more than was captured. */
import type { Ledger } from "@refund-rules/core"
import type { Sending } from "@refund-rules/engine"
import { isMoving, type Movement } from "../provider/Movement.ts"
import type { Provider } from "../provider/Provider.ts"
import type { Trace } from "../world/Trace.ts"

export const moneySeen = (trace: Trace, ledgerOf: (refundId: string) => Ledger | undefined) => {
  const keys = new Map<string, string>()
  return {
    sending: ({ key, refund: { id } }: Sending, { kind }: Provider): void => {
      const stored = ledgerOf(id)?.refunds.find((one) => one.id === id)
      if (stored === undefined || NOT_INTENDED.has(stored.status))
        trace.broken("intent before action", `${id} is sent while it is ${stored?.status ?? "not there"}`)
      const first = keys.get(id) ?? key
      keys.set(id, first)
      if (kind.keyed && key !== first)
        trace.broken("one key for every try", `${id} is sent as \`${key}\`, and was as \`${first}\``)
    },
    moved: ({ reference, refundId }: Movement, { kind, of, ofPayment }: Provider): void => {
      if (refundId === undefined) return
      const times = of(refundId).length
      if (times > 1) trace.broken("money moves once", `${refundId} moved ${times} times at ${kind.name}`)
      const captured = ledgerOf(refundId)?.payment.captured ?? Infinity
      const ours = ofPayment(reference).filter((one) => one.refundId !== undefined && isMoving(one))
      const sum = ours.reduce((total, { amount }) => total + amount, 0)
      if (sum > captured) trace.broken("never more than captured", `${sum} moved of ${captured} on ${reference}`)
    },
  }
}

/** Where nothing may be sent. */
const NOT_INTENDED: ReadonlySet<string> = new Set(["accepted", "review", "canceled", "rejected", "failed"])
