/** The balance of a ledger, derived and never assigned: captured + excess = refunded + held + retained + disputed + remaining. */
import { stepInMinor } from "../money/Codec.ts"
import { layoutOf } from "../payment/layout.ts"
import type { Payment } from "../payment/Payment.ts"
import type { Claim } from "./Claim.ts"
import { isHolding, isTaking, type Ledger } from "./Ledger.ts"
import { isDisputing, isOpen } from "./position.ts"

/**
 * Where the captured amount of one thing stands: a component's money, or a line's units.
 *
 * @since 0.1.0
 */
export interface Shares {
  readonly captured: number
  readonly refunded: number
  readonly held: number
  readonly retained: number
  readonly disputed: number
  readonly remaining: number
}

/**
 * Where a payment's money stands, in total and per line and component.
 *
 * @since 0.1.0
 */
export interface Balance extends Shares {
  /** What the world took beyond the capture: known, but nobody here may start such a claim. */
  readonly excess: number
  /** The largest amount that can go back: what remains, floored to the provider's step. */
  readonly refundable: number
  /** What remains but is below the provider's step. */
  readonly stranded: number
  readonly lines: readonly LineBalance[]
}

/**
 * Where one line's money and units stand.
 *
 * @since 0.1.0
 */
export interface LineBalance {
  readonly id: string
  readonly units: Shares
  readonly net: Shares
  readonly taxes: readonly ({ readonly id: string } & Shares)[]
}

type Tally = { captured: number; refunded: number; held: number; retained: number; disputed: number }
type Kind = "held" | "refunded" | "disputed"

/**
 * The balance of a ledger.
 *
 * @example
 * ```ts
 * import { balance, openLedger, parsePayment } from "@refund-rules/core"
 *
 * const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1999 })
 * parsed.ok && balance(openLedger(parsed.value)).refundable // => 1999
 * ```
 *
 * @since 0.1.0
 */
export const balance = (ledger: Ledger): Balance => {
  const { payment } = ledger
  const layout = layoutOf(payment)
  const whole = tally(payment.captured)
  const components = layout.captured.map(tally)
  const units = layout.units.map(tally)
  const take = (claim: Claim, kind: Kind): void => {
    put(whole, kind, claim.paid, claim.retained)
    for (const line of claim.lines) {
      const at = layout.index.get(line.id)!
      const start = layout.starts[at]!
      const { net, retainedOf, taxes } = line
      for (let index = 0; index < taxes.length; index++) {
        put(
          components[start + index]!,
          kind,
          taxes[index]!.amount,
          retainedOf === undefined ? 0 : retainedOf.taxes[index]!.amount,
        )
      }
      put(components[layout.starts[at + 1]! - 1]!, kind, net, retainedOf === undefined ? 0 : retainedOf.net)
      units[at]![kind] += line.units
    }
  }
  for (const { claim, status } of ledger.refunds)
    if (isTaking(status)) take(claim, isHolding(status) ? "held" : "refunded")
  for (const session of ledger.sessions) if (isOpen(session)) take(session.claim, "held")
  for (const dispute of ledger.disputes) if (isDisputing(dispute)) take(dispute.claim, "disputed")
  return { ...total(payment, whole), lines: linesOf(payment, components, units) }
}

/** A claim that only holds keeps what it retains among what it holds. */
const put = (tally: Tally, kind: Kind, paid: number, retained: number): void => {
  switch (kind) {
    case "held":
      tally.held += paid + retained
      return
    case "refunded":
      tally.refunded += paid
      tally.retained += retained
      return
    case "disputed":
      tally.disputed += paid
      return
  }
}

const tally = (captured: number): Tally => ({ captured, refunded: 0, held: 0, retained: 0, disputed: 0 })

const sharesOf = (one: Tally): Shares => ({
  ...one,
  remaining: one.captured - one.refunded - one.held - one.retained - one.disputed,
})

const total = (payment: Payment, whole: Tally): Omit<Balance, "lines"> => {
  const left = sharesOf(whole).remaining
  const remaining = Math.max(0, left)
  const stranded = remaining % stepInMinor(payment.provider, payment.currency)
  return { ...whole, excess: Math.max(0, -left), remaining, refundable: remaining - stranded, stranded }
}

const linesOf = (payment: Payment, components: readonly Tally[], units: readonly Tally[]): readonly LineBalance[] => {
  const { starts } = layoutOf(payment)
  return payment.lines.map((line, at) => ({
    id: line.id,
    units: sharesOf(units[at]!),
    net: sharesOf(components[starts[at + 1]! - 1]!),
    taxes: line.taxes.map((tax, index) => ({ id: tax.id, ...sharesOf(components[starts[at]! + index]!) })),
  }))
}
