/** Registering the payment again: the same, raised, with more said, or with something taken back. */
import type { Book } from "../oracle/Book.ts"
import type { Command, LineInput, PaymentInput } from "../oracle/Command.ts"
import type { Digits } from "./digits.ts"

/** Lines as they stand frozen now, so that a raise adds to what is known. */
const frozen = ({ payment }: Book): readonly LineInput[] =>
  payment.lines.map(({ id, kind, quantity, tags }, line) => {
    const own = payment.parts.filter((part) => part.line === line)
    return {
      id,
      kind,
      quantity: Number(quantity),
      net: Number(own.at(-1)!.amount),
      taxes: own.slice(0, -1).map(({ amount, tax }) => ({ id: tax!, amount: Number(amount) })),
      ...(tags.length === 0 ? {} : { tags }),
    }
  })

const known = (book: Book): PaymentInput => {
  const { orderDiscount: _discount, orderTax: _tax, ...facts } = book.payment.said
  const { captured, status } = book.payment
  return {
    ...facts,
    captured: Number(captured),
    status: status as NonNullable<PaymentInput["status"]>,
    lines: frozen(book),
  }
}

export const draftGrowth = (book: Book, pick: Digits, at: string): Command => {
  const now = known(book)
  const lines = now.lines!
  const raise = pick.among([500, 1, 33, 0])
  const added: LineInput = {
    id: `g${lines.length}`,
    kind: pick.among(["product", "shipping", "tip"]),
    quantity: 2,
    net: raise,
    taxes: [{ id: "t0", amount: 7 }],
  }
  const isWhole = lines.length === 1 && lines[0]!.id === "payment"
  const roll = pick.below(10)
  const say = (payment: PaymentInput): Command => ({ _tag: "GrowPayment", payment, at })
  if (roll < 2) return say(now)
  if (roll === 2) return say({ ...now, status: "captured" })
  if (roll === 3) return say({ ...now, currency: "CHF" })
  if (roll === 4)
    return say({ ...now, lines: lines.map((line, index) => (index === 0 ? { ...line, tags: ["sale"] } : line)) })
  if (roll === 5)
    return say({
      ...now,
      lines: lines.map((line, index) => (index === 0 ? { ...line, quantity: line.quantity + 1 } : line)),
    })
  if (roll === 6) return say({ ...now, status: "failed" })
  if (isWhole) {
    const { lines: _lines, ...whole } = now
    const tax = lines[0]!.taxes[0]?.amount ?? 0
    return say({ ...whole, captured: whole.captured + raise + 7, orderTax: roll === 7 ? tax + 7 : tax })
  }
  return say({ ...now, captured: now.captured + raise + 7, lines: [...lines, added] })
}
