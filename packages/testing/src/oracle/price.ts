/** What an ask takes: sized, freed of what the terms retain, or every reason it is refused for. */
import type { Book, Payment, Take } from "./Book.ts"
import type { Asked, Terms } from "./Command.ts"
import { floorTo, halfUpTo, least, sum } from "./exact.ts"
import { feeShares } from "./feeShares.ts"
import type { PricingCode } from "./refusal.ts"
import { roomOf } from "./roomOf.ts"
import { scopeOf } from "./scopeOf.ts"
import { overLines, size } from "./size.ts"

export type Priced = { readonly take: Take } | { readonly codes: readonly PricingCode[] }

export const price = (book: Book, { ask, terms = {} }: Asked): Priced => {
  const { payment } = book
  const codes: PricingCode[] = []
  if (payment.status !== "captured") codes.push("payment_not_refundable")
  if (ask.currency !== undefined && ask.currency !== payment.said.currency) codes.push("currency_mismatch")
  codes.push(...nothingLeft(book))
  const sized = size(book, ask, scopeOf(book, terms))
  if ("codes" in sized) return { codes: [...codes, ...sized.codes] }
  const { parts, units } = sized.size
  const claim = sum(parts)
  const retained = retainedOf(payment, claim, terms)
  if (retained === claim) codes.push("nothing_to_pay")
  if (codes.length > 0) return { codes }
  const retainedParts = overLines(payment, parts, retained)
  const take = {
    paid: claim - retained,
    retained,
    paidOf: parts.map((part, index) => part - retainedParts[index]!),
    retainedOf: retainedParts,
    units,
  }
  return { take: { ...take, ...feeShares(book, take.paid, ask) } }
}

/** Nothing can be paid any more; disputed where a dispute is what took it. */
export const nothingLeft = (book: Book): readonly PricingCode[] => {
  const left = floorTo(book.payment.step, roomOf(book).payment)
  if (left > 0n) return []
  return book.disputes.some(({ status }) => status !== "won") ? ["payment_disputed"] : ["already_refunded"]
}

const retainedOf = ({ said, step }: Payment, claim: bigint, { restocking }: Terms): bigint => {
  if (restocking === undefined) return 0n
  const retained =
    "basisPoints" in restocking
      ? halfUpTo(step, claim * BigInt(restocking.basisPoints), 10_000n)
      : halfUpTo(step, BigInt(restocking.fixed[said.currency] ?? 0), 1n)
  return least(retained, claim)
}
