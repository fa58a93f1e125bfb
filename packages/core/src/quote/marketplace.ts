/** What a refund takes of the application fee and of the transfer: its share of what is left, given back or kept. */
import { proportion } from "../money/proportion.ts"
import type { Claim } from "../ledger/Claim.ts"
import type { Pricing } from "./RefundCase.ts"

/** The shares of a refund that pays `paid`; a payment without fee or transfer has none. */
export const marketplaceShares = (
  { ask, payment, position }: Pricing,
  paid: number,
): Pick<Claim, "applicationFee" | "transfer"> => {
  // Of a charge with nothing left every share is 0.
  const shareOf = (left: number): number => proportion(left, Math.min(paid, position.unrefunded), position.unrefunded)
  const fee = payment.applicationFee ?? 0
  const transferred = payment.transfer?.amount ?? 0
  return {
    ...(fee === 0
      ? {}
      : { applicationFee: { share: shareOf(position.feeLeft), returned: ask.refundApplicationFee === true } }),
    ...(transferred === 0
      ? {}
      : { transfer: { share: shareOf(position.transferLeft), reversed: ask.reverseTransfer === true } }),
  }
}
