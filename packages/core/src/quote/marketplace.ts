/** What a refund takes of the application fee and of the transfer: its share of what is left, given back or kept. */
import { proportion } from "../money/proportion.ts"
import type { Claim } from "../ledger/Claim.ts"
import type { Pricing } from "./RefundCase.ts"

/** A claim with the shares of what it pays; a payment without fee or transfer has none. */
export const withMarketplace = ({ ask, payment, position }: Pricing, claim: Claim): Claim => {
  const fee = payment.applicationFee ?? 0
  const transferred = payment.transfer?.amount ?? 0
  if (fee === 0 && transferred === 0) return claim
  const paid = Math.min(claim.paid, position.unrefunded)
  // Of a charge with nothing left every share is 0.
  const shareOf = (left: number): number => proportion(left, paid, position.unrefunded)
  return {
    ...claim,
    ...(fee === 0
      ? {}
      : { applicationFee: { share: shareOf(position.feeLeft), returned: ask.refundApplicationFee === true } }),
    ...(transferred === 0
      ? {}
      : { transfer: { share: shareOf(position.transferLeft), reversed: ask.reverseTransfer === true } }),
  }
}
