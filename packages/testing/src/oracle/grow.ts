/** Registering a payment again: a raise and forward facts are taken in, anything else is a conflict. */
import type { Book, Payment, Take } from "./Book.ts"
import type { PaymentInput } from "./Command.ts"
import { freeze } from "./freeze.ts"
import { asText } from "./asText.ts"

const forward: Readonly<Record<string, readonly string[]>> = {
  pending: ["pending", "authorized", "captured", "failed", "canceled"],
  authorized: ["authorized", "captured", "failed", "canceled"],
  captured: ["captured"],
  failed: ["failed"],
  canceled: ["canceled"],
}

/** The book with the grown payment, the same book where nothing new was said, or nothing where it conflicts. */
export const grow = (book: Book, said: PaymentInput): Book | undefined => {
  const known = book.payment
  const next = freeze(said)
  if (asText(fixedOf(known.said)) !== asText(fixedOf(said))) return undefined
  if (!forward[known.status]!.includes(next.status) || next.captured < known.captured) return undefined
  const grown = isWhole(known) && isWhole(next) ? wholeGrown(known, next) : linesGrown(known, next)
  if (grown === undefined) return undefined
  if (asText(grown) === asText(known)) return book
  const moved = <A extends { readonly take: Take }>(claim: A): A => ({
    ...claim,
    take: realigned(claim.take, known, grown),
  })
  return {
    ...book,
    payment: grown,
    refunds: book.refunds.map(moved),
    sessions: book.sessions.map(moved),
    disputes: book.disputes.map(moved),
  }
}

const fixedOf = ({ applicationFee, currency, customer, id, provider, references, transfer }: PaymentInput) => ({
  applicationFee,
  currency,
  customer,
  id,
  provider,
  references,
  transfer,
})

const isWhole = ({ lines }: Payment): boolean => lines.length === 1 && lines[0]!.id === "payment"

const wholeGrown = (known: Payment, next: Payment): Payment | undefined => {
  const [line, again] = [known.lines[0]!, next.lines[0]!]
  if (line.quantity !== again.quantity || line.kind !== again.kind) return undefined
  const shrinks = known.parts.some(
    ({ amount, tax }) => amount > (next.parts.find((part) => part.tax === tax)?.amount ?? 0n),
  )
  const tags = [...new Set([...line.tags, ...again.tags])]
  return shrinks ? undefined : { ...next, said: known.said, lines: [{ ...line, tags }] }
}

const linesGrown = (known: Payment, next: Payment): Payment | undefined => {
  const isKept = known.lines.every((line, index) => {
    const again = next.lines.findIndex(({ id }) => id === line.id)
    if (again < 0) return false
    const facts = (payment: Payment, at: number) => ({
      ...payment.lines[at],
      tags: [],
      parts: payment.parts.filter((part) => part.line === at).map(({ amount, tax }) => [amount, tax]),
    })
    return asText(facts(known, index)) === asText(facts(next, again))
  })
  const added = next.lines.flatMap((line, index) => (known.lines.some(({ id }) => id === line.id) ? [] : [index]))
  if (!isKept || (added.length > 0 && next.captured === known.captured)) return undefined
  const tags = (id: string) => next.lines.find((line) => line.id === id)!.tags
  return {
    ...known,
    captured: next.captured,
    status: next.status,
    lines: [
      ...known.lines.map((line) => ({ ...line, tags: [...new Set([...line.tags, ...tags(line.id)])] })),
      ...added.map((index) => next.lines[index]!),
    ],
    parts: [
      ...known.parts,
      ...added.flatMap((index, place) =>
        next.parts.filter(({ line }) => line === index).map((part) => ({ ...part, line: known.lines.length + place })),
      ),
    ],
  }
}

/** The same taking, written over the parts and lines of the grown payment. */
const realigned = (take: Take, known: Payment, grown: Payment): Take => {
  const over = (amounts: readonly bigint[]): readonly bigint[] =>
    grown.parts.map(
      ({ line, tax }) => amounts[known.parts.findIndex((part) => part.line === line && part.tax === tax)] ?? 0n,
    )
  return {
    ...take,
    paidOf: over(take.paidOf),
    retainedOf: over(take.retainedOf),
    units: grown.lines.map((_, line) => take.units[line] ?? 0n),
  }
}
