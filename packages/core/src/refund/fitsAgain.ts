/** Judges a hold again before it moves money: the invariants, with its own claim left out; never the policy. */
import { positionOf, type Own } from "../ledger/position.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import { ok, refuse, fault, type Result } from "../money/Result.ts"

/** Nothing, where the claim still fits what remains without it; the world may have taken from the payment since. */
export const fitsAgain = (ledger: Ledger, own: Own): Result<void> => {
  const { payment } = ledger
  if (payment.status !== "captured") {
    return refuse([fault("payment_not_refundable", `the payment is ${payment.status}, not captured`)])
  }
  const { remaining, undisputed } = positionOf(ledger, own)
  const asked = own.claim.paid + own.claim.retained
  if (asked <= remaining) return ok(undefined)
  const isDisputed = undisputed !== undefined && asked <= undisputed.remaining
  const because = isDisputed ? "a dispute took from the payment" : "the payment was refunded elsewhere"
  const code = isDisputed ? "payment_disputed" : "amount_exceeds_refundable"
  return refuse([fault(code, `\`${asked}\` no longer fits the \`${remaining}\` that remain: ${because}`)])
}
