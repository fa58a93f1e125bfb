/** Provider truth: recorded in full on the payment even past what remains; its lines bear what they can. */
import type { Book, Dispute, Refund, Take } from "./Book.ts"
import type { Command } from "./Command.ts"
import { least, sum } from "./exact.ts"
import { feeShares } from "./feeShares.ts"
import type { Verdict } from "./Verdict.ts"
import { canBeCounted, roomOf } from "./roomOf.ts"
import { overLines } from "./size.ts"

type Of<Tag extends Command["_tag"]> = Extract<Command, { _tag: Tag }>

const borne = (book: Book, amount: number): Take => {
  const { parts, units } = roomOf(book)
  return {
    paid: BigInt(amount),
    retained: 0n,
    paidOf: overLines(book.payment, parts, least(BigInt(amount), sum(parts))),
    retainedOf: parts.map(() => 0n),
    units: units.map(() => 0n),
    fee: 0n,
    feeReturned: false,
    transfer: 0n,
    transferReversed: false,
  }
}

export const openDispute = (book: Book, { amount, disputeId }: Of<"OpenDispute">): Verdict => {
  const known = book.disputes.find(({ id }) => id === disputeId)
  if (known !== undefined) return known.amount === amount ? book : { refused: "dispute_conflict" }
  if (amount === 0) return { refused: "amount_not_positive" }
  if (!canBeCounted(book, BigInt(amount))) return { refused: "sum_too_large" }
  const dispute: Dispute = { id: disputeId, amount, status: "open", take: borne(book, amount) }
  return { ...book, disputes: [...book.disputes, dispute] }
}

export const endDispute = (
  book: Book,
  { disputeId }: Of<"WinDispute" | "LoseDispute">,
  end: "won" | "lost",
): Verdict => {
  const dispute = book.disputes.find(({ id }) => id === disputeId)
  if (dispute === undefined) return { refused: "dispute_not_found" }
  if (dispute.status === end) return book
  if (dispute.status !== "open") return { refused: "dispute_state_conflict" }
  return { ...book, disputes: book.disputes.map((one) => (one === dispute ? { ...one, status: end } : one)) }
}

/** Adopted refunds have succeeded; their shares of fee and transfer are kept. */
export const adopt = (book: Book, { amount, refundId }: Of<"AdoptRefund">): Verdict => {
  const known = book.refunds.find(({ id }) => id === refundId)
  if (known !== undefined) return known.adopted === amount ? book : { refused: "refund_conflict" }
  if (amount === 0) return { refused: "amount_not_positive" }
  if (!canBeCounted(book, BigInt(amount))) return { refused: "sum_too_large" }
  const refund: Refund = {
    id: refundId,
    adopted: amount,
    status: "succeeded",
    take: { ...borne(book, amount), ...feeShares(book, BigInt(amount), {}) },
    metadata: {},
  }
  return { ...book, refunds: [...book.refunds, refund] }
}
