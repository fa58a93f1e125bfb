/** What an ask takes: sized, freed of what the terms retain, or every reason it is refused for. */
import type { Book, Payment, Take } from "./Book.ts"
import type { Asked, Terms } from "./Command.ts"
import { halfUpTo, least, sum } from "./exact.ts"
import { feeShares } from "./feeShares.ts"
import { isTooMuch, type PricingCode } from "./refusal.ts"
import { fits } from "./roomOf.ts"
import { scopeOf } from "./scopeOf.ts"
import { overLines, size } from "./size.ts"

export type Priced = { readonly take: Take } | { readonly codes: readonly PricingCode[] }

/** Where a dispute is what took the money, that is told before anything else that is missing. */
export const price = (book: Book, asked: Asked): Priced => {
  const priced = priceAsIs(book, asked)
  if ("take" in priced || !isTooMuch(priced.codes)) return priced
  const undisputed = priceAsIs(withoutDisputes(book), asked)
  const isDisputed = "take" in undisputed || !isTooMuch(undisputed.codes)
  return isDisputed ? { codes: ["payment_disputed", ...priced.codes] } : priced
}

/** Why a claim that was priced before, and is left out of this book, can no longer be paid. */
export const misfit = (book: Book, take: Take): string | undefined => {
  if (fits(book, take)) return undefined
  return fits(withoutDisputes(book), take) ? "payment_disputed" : "amount_exceeds_refundable"
}

const withoutDisputes = (book: Book): Book => ({ ...book, disputes: [] })

const priceAsIs = (book: Book, { ask, terms = {} }: Asked): Priced => {
  const { payment } = book
  const codes: PricingCode[] = []
  if (payment.status !== "captured") codes.push("payment_not_refundable")
  if (ask.currency !== undefined && ask.currency !== payment.said.currency) codes.push("currency_mismatch")
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

const retainedOf = ({ said, step }: Payment, claim: bigint, { restocking }: Terms): bigint => {
  if (restocking === undefined) return 0n
  const retained =
    "basisPoints" in restocking
      ? halfUpTo(step, claim * BigInt(restocking.basisPoints), 10_000n)
      : halfUpTo(step, BigInt(restocking.fixed[said.currency] ?? 0), 1n)
  return least(retained, claim)
}
