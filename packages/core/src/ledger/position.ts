/** What remains of each component and unit after all active claims: what an ask is priced against. */
import type { Payment } from "../payment/Payment.ts"
import { layoutOf, type Layout } from "../payment/layout.ts"
import type { Claim, ClaimedLine } from "./Claim.ts"
import { isTaking, type Dispute, type Ledger, type Refund, type Session } from "./Ledger.ts"

/** Flat, in the order of its layout; `remaining` is the payment's own, 0 where the world took too much. */
export interface Position {
  readonly layout: Layout
  readonly components: readonly number[]
  /** What remains of each line: of all its components together. */
  readonly lines: readonly number[]
  readonly units: readonly number[]
  readonly remaining: number
  readonly excess: number
  /** What active disputes take; part of why nothing may remain. */
  readonly disputed: number
  /** Refunds that hold or have paid; what `RefundsAtMost` and providers count. */
  readonly activeRefunds: number
  /** Lines some active claim already takes from. */
  readonly touched: readonly boolean[]
  readonly feeLeft: number
  readonly transferLeft: number
  /** What was captured less what active refunds pay: the base of fee and transfer shares. */
  readonly unrefunded: number
  /** The same without its disputes, where there are any: what tells whether it is they that keep an ask from fitting. */
  readonly undisputed?: Position
}

/** A claim that may be left out: its own, when it is judged again. */
export type Own = Refund | Session

/** The position of a ledger, with the given claim left out. */
export const positionOf = (ledger: Ledger, own?: Own): Position => {
  const { payment } = ledger
  const layout = layoutOf(payment)
  const components = layout.captured.slice()
  const lines = layout.gross.slice()
  const units = layout.units.slice()
  const touched = new Array<boolean>(units.length).fill(false)
  const taken = { layout, components, lines, units, touched }
  const totals = { taken: 0, disputed: 0, activeRefunds: 0, paid: 0, fee: 0, transfer: 0 }
  const take = (claim: Claim): void => {
    totals.taken += claim.paid + claim.retained
    for (const line of claim.lines) takeLine(taken, line)
  }
  for (const refund of ledger.refunds) {
    if (!isTaking(refund.status) || refund === own) continue
    take(refund.claim)
    totals.activeRefunds += 1
    totals.paid += refund.claim.paid
    totals.fee += refund.claim.applicationFee?.share ?? 0
    totals.transfer += refund.claim.transfer?.share ?? 0
  }
  for (const session of ledger.sessions) if (isOpen(session) && session !== own) take(session.claim)
  for (const dispute of ledger.disputes) {
    if (!isDisputing(dispute)) continue
    take(dispute.claim)
    totals.disputed += dispute.claim.paid
  }
  return {
    ...taken,
    remaining: Math.max(0, payment.captured - totals.taken),
    excess: Math.max(0, totals.taken - payment.captured),
    disputed: totals.disputed,
    activeRefunds: totals.activeRefunds,
    ...shareBases(payment, totals),
    ...(totals.disputed === 0 ? {} : { undisputed: positionOf({ ...ledger, disputes: [] }, own) }),
  }
}

const shareBases = (payment: Payment, totals: { paid: number; fee: number; transfer: number }) => ({
  feeLeft: (payment.applicationFee ?? 0) - totals.fee,
  transferLeft: (payment.transfer?.amount ?? 0) - totals.transfer,
  unrefunded: Math.max(0, payment.captured - totals.paid),
})

/** Whether all claims together, and this much on top, are still a number that amounts can be. */
export const canBeCounted = (payment: Payment, { excess, remaining }: Position, more: number): boolean =>
  payment.captured + excess - remaining + more <= Number.MAX_SAFE_INTEGER

export const isOpen = (session: Session): boolean => session.status === "open"

export const isDisputing = (dispute: Dispute): boolean => dispute.status !== "won"

interface Taken {
  readonly layout: Layout
  readonly components: number[]
  readonly lines: number[]
  readonly units: number[]
  readonly touched: boolean[]
}

const takeLine = ({ components, layout, lines, touched, units }: Taken, line: ClaimedLine): void => {
  const at = layout.index.get(line.id)!
  const start = layout.starts[at]!
  const net = layout.starts[at + 1]! - 1
  line.taxes.forEach((tax, index) => (components[start + index]! -= tax.amount))
  components[net]! -= line.net
  if (line.retainedOf !== undefined) {
    line.retainedOf.taxes.forEach((tax, index) => (components[start + index]! -= tax.amount))
    components[net]! -= line.retainedOf.net
  }
  lines[at]! -= line.amount + line.retained
  units[at]! -= line.units
  if (line.amount + line.retained > 0) touched[at] = true
}
