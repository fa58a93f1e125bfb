/** Asks that name what is really there: most can be paid, the others miss by one unit, one step or one name. */
import type { Book } from "../oracle/Book.ts"
import type { Ask, AskedLine, Terms } from "../oracle/Command.ts"
import { least, sum } from "../oracle/exact.ts"
import { linesOf, roomOf } from "../oracle/roomOf.ts"
import { partsOf } from "../oracle/partsOf.ts"
import type { Digits } from "./digits.ts"

export const draftAsk = (book: Book, pick: Digits): Ask => {
  const ask = body(book, pick)
  if (book.payment.fee === 0n && book.payment.transfer === 0n && !pick.once(8))
    return { ...ask, ...currencyOf(book, pick) }
  return {
    ...ask,
    ...currencyOf(book, pick),
    ...(pick.below(2) === 1 ? { refundApplicationFee: true } : {}),
    ...(pick.below(2) === 1 ? { reverseTransfer: true } : {}),
  }
}

const currencyOf = (book: Book, pick: Digits): Ask => {
  const roll = pick.below(60)
  return roll === 59 ? { currency: "CHF" } : roll > 50 ? { currency: book.payment.said.currency } : {}
}

const body = (book: Book, pick: Digits): Ask => {
  const room = roomOf(book)
  const available = least(room.payment, sum(room.parts))
  const { step } = book.payment
  const roll = pick.below(24)
  if (roll === 0) return {}
  if (roll === 1) return { full: true }
  if (roll === 2) return { full: true, amount: Number(available - (available % step)) }
  if (roll === 3 && pick.below(2) === 1) return { full: true, amount: edge(available, step, pick) }
  if (roll < 13) return { amount: edge(available, step, pick) }
  return { lines: draftLines(book, pick) }
}

/** An amount near something that matters: the whole, its parts, one step or unit beside them. */
const edge = (available: bigint, step: bigint, pick: Digits): number => {
  const floored = (amount: bigint): bigint => amount - (amount % step)
  const roll = pick.below(32)
  const near = (): bigint => {
    if (roll < 5) return floored(available)
    if (roll < 9) return floored(available / 2n)
    if (roll < 12) return floored(available / 3n)
    if (roll < 15) return step
    if (roll < 17) return floored(available) - step
    if (roll === 17) return floored(available) + step
    if (roll === 18) return available + 1n
    if (roll === 19) return available - 1n
    if (roll === 20) return available
    if (roll === 21) return pick.once(4) ? 0n : step
    if (roll === 22) return step / 2n + 1n
    return floored((available * BigInt(pick.below(1000))) / 1000n)
  }
  const amount = near()
  return amount < 0n ? 0 : Number(amount > 9007199254740991n ? 9007199254740991n : amount)
}

const draftLines = (book: Book, pick: Digits): readonly AskedLine[] => {
  const { lines } = book.payment
  const start = pick.below(lines.length)
  const count = Math.min(lines.length, 1 + [0, 0, 0, 1, 1, 2][pick.below(6)]!)
  const asked = Array.from({ length: count }, (_, place) =>
    draftLine(book, (start + place * (1 + pick.below(1))) % lines.length, pick),
  )
  return pick.once(30) ? [...asked, { id: "nowhere", quantity: 1 }] : asked
}

const draftLine = (book: Book, line: number, pick: Digits): AskedLine => {
  const room = roomOf(book)
  const { id } = book.payment.lines[line]!
  const gross = linesOf(book.payment, room.parts)[line]!
  const units = Number(room.units[line]!)
  const roll = pick.below(12)
  if (roll < 3) return { id }
  if (roll < 6 && units > 0)
    return { id, quantity: Math.max(1, Math.min(units + (pick.once(9) ? 1 : 0), 1 + pick.below(units + 1))) }
  if (roll < 9) {
    const net = partsOf(book.payment, room.parts, line).at(-1)!
    return { id, amount: edge(net, 1n, pick), taxInclusive: false }
  }
  return { id, amount: edge(gross, pick.below(3) === 0 ? 1n : book.payment.step, pick) }
}

const terms: readonly Terms[] = [
  { restocking: { basisPoints: 1500 } },
  { restocking: { basisPoints: 333 } },
  { restocking: { fixed: { EUR: 25, USD: 1, KWD: 15, JPY: 3, MGA: 149 } } },
  { shipping: "once" },
  { shipping: "never", tips: "never" },
  { tips: "never" },
  { restocking: { basisPoints: 9_999 } },
  { nonRefundable: { kinds: ["fee", "adjustment"] } },
  { nonRefundable: { tags: ["sale"] }, restocking: { basisPoints: 5000 } },
  { shipping: "once", restocking: { basisPoints: 1 } },
]

/** Mostly no terms; else one of few, so that histories mix them. */
export const draftTerms = (pick: Digits): { readonly terms?: Terms } => {
  const roll = pick.below(2 * terms.length + 4)
  const chosen = terms[roll - terms.length - 4]
  return chosen === undefined ? {} : { terms: chosen }
}
