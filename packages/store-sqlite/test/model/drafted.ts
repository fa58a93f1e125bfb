/** Turns two small numbers into the next command of a payment: mostly one that fits its state, sometimes one that does not. */
import { balance, type handle, type Ledger } from "@refund-rules/core"

/** A command as it is written down, its numbers and text without their brands. */
export type Drafted = Parameters<typeof handle>[1]

const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")

/** Numbers below given bounds, out of two that shrink to 0. */
const digits = ([a, b]: readonly [number, number]) => {
  let left = a
  let more = b
  return (bound: number): number => {
    const digit = left % bound
    left = Math.floor(left / bound) + (more % 1009)
    more = Math.floor(more / 3)
    return digit
  }
}

export const drafted = (ledger: Ledger, place: number, intent: readonly [number, number]): Drafted => {
  const below = digits(intent)
  const roll = below(100)
  const at = new Date(BEGIN + (place + below(3)) * 60_000).toISOString()
  const { remaining } = balance(ledger)
  const amount = 1 + below(Math.max(2, Math.ceil(remaining * 1.2)))
  const refundId = ledger.refunds[below(Math.max(1, ledger.refunds.length))]?.id ?? "r none"
  const sessionId = ledger.sessions[below(Math.max(1, ledger.sessions.length))]?.id ?? "s none"
  const disputeId = ledger.disputes[below(Math.max(1, ledger.disputes.length))]?.id ?? "d none"
  const ask = below(4) === 0 && ledger.payment.lines.length > 1 ? { lines: [{ id: "b", quantity: 1 }] } : { amount }
  const requestedBy = below(2) === 0 ? "ann" : "ben"
  if (roll < 30) return { _tag: "Request", refundId: `r${place}`, ask, requestedBy, review: below(4) === 0, at }
  if (roll < 70) return moved(below(9), refundId, at)
  if (roll < 76) {
    const expiresAt = new Date(Date.parse(at) + (1 + below(20)) * 60_000).toISOString()
    return { _tag: "OpenSession", sessionId: `s${place}`, ask, requestedBy, expiresAt, at }
  }
  if (roll < 81) return { _tag: "ExecuteSession", sessionId, refundId: `r${place}`, at }
  if (roll < 83) return { _tag: "CancelSession", sessionId, at }
  if (roll < 87) return { _tag: "OpenDispute", disputeId: `d${place}`, amount, at }
  if (roll < 90) return { _tag: "WinDispute", disputeId, at }
  if (roll < 92) return { _tag: "LoseDispute", disputeId, at }
  if (roll < 95) return { _tag: "AdoptRefund", refundId: `r${place}`, amount: amount * (1 + below(3)), at }
  if (roll < 97) return { _tag: "GrowPayment", payment: grown(ledger, below(500)), at }
  return { _tag: "ExpireSessions", at }
}

const moved = (which: number, refundId: string, at: string): Drafted => {
  switch (which) {
    case 0:
      return { _tag: "Submit", refundId, at }
    case 1:
      return { _tag: "Settle", refundId, at, providerRefundId: `at provider ${refundId}` }
    case 2:
      return { _tag: "Fail", refundId, at }
    case 3:
      return { _tag: "Settle", refundId, at, lookup: true }
    case 4:
      return { _tag: "Approve", refundId, at, by: "eve" }
    case 5:
      return { _tag: "Reject", refundId, at, by: "eve" }
    case 6:
      return { _tag: "Cancel", refundId, at }
    case 7:
      return { _tag: "MarkUnknown", refundId, at }
    default:
      return { _tag: "SetMetadata", refundId, metadata: { "order-7": at, 12: "twelve" }, at }
  }
}

/** The same payment, captured a little more; with lines of its own the rise is a line of its own. */
const grown = ({ payment }: Ledger, by: number) => {
  const { captured, currency, customer, id, lines, provider, references } = payment
  const isWhole = lines.length === 1
  const more = { id: `m${lines.length}`, kind: "adjustment", quantity: 1, net: by, taxes: [] } as const
  return {
    id: id!,
    provider,
    references,
    currency,
    captured: captured + by,
    ...(customer === undefined ? {} : { customer }),
    ...(isWhole ? {} : { lines: [...lines, more] }),
  }
}
