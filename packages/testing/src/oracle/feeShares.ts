/** A refund's share of the application fee and of the transfer, in proportion to what is left of the payment. */
import { activeRefunds, type Book, type Take } from "./Book.ts"
import type { Ask } from "./Command.ts"
import { halfUp, least, sum } from "./exact.ts"

export type FeeShares = Pick<Take, "fee" | "feeReturned" | "transfer" | "transferReversed">

export const feeShares = (book: Book, paid: bigint, ask: Ask): FeeShares => {
  const { payment } = book
  const left = leftOf(book)
  const chargeLeft = payment.captured - sum(activeRefunds(book).map((take) => take.paid))
  const part = (of: bigint): bigint => (chargeLeft <= 0n ? 0n : paid >= chargeLeft ? of : halfUp(of * paid, chargeLeft))
  return {
    fee: part(left.fee),
    feeReturned: payment.fee > 0n && ask.refundApplicationFee === true,
    transfer: part(left.transfer),
    transferReversed: payment.transfer > 0n && ask.reverseTransfer === true,
  }
}

/** A late success takes its old shares, at most what is left. */
export const sharesAgain = (book: Book, take: Take): Take => {
  const left = leftOf(book)
  return { ...take, fee: least(take.fee, left.fee), transfer: least(take.transfer, left.transfer) }
}

const leftOf = (book: Book): { readonly fee: bigint; readonly transfer: bigint } => ({
  fee: book.payment.fee - sum(activeRefunds(book).map((take) => take.fee)),
  transfer: book.payment.transfer - sum(activeRefunds(book).map((take) => take.transfer)),
})
