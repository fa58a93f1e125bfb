/** How much an ask by lines claims: each line on its own, then the total onto the step. */
import type { Book, Payment } from "./Book.ts"
import type { AskedLine } from "./Command.ts"
import { floorTo, halfUp, halfUpTo, least, share, sum } from "./exact.ts"
import type { PricingCode } from "./refusal.ts"
import { roomOf, type Room } from "./roomOf.ts"
import { partsOf } from "./partsOf.ts"
import type { Sized } from "./Sized.ts"

/** One line's claim; `whole` when all that remains of it was asked, so that it may give up the tail of a step. */
interface LineSize {
  readonly line: number
  readonly parts: readonly bigint[]
  readonly units: bigint
  readonly whole: boolean
}

export const sizeLines = (book: Book, asked: readonly AskedLine[], inScope: readonly boolean[]): Sized => {
  const { payment } = book
  const room = roomOf(book)
  const codes: PricingCode[] = []
  const sizes: LineSize[] = []
  for (const one of asked) {
    const line = payment.lines.findIndex(({ id }) => id === one.id)
    const sized =
      line < 0 ? "line_not_found" : !inScope[line] ? "line_not_refundable" : sizeLine(payment, room, line, one)
    if (typeof sized === "string") codes.push(sized)
    else sizes.push(sized)
  }
  return codes.length > 0 ? { codes } : together(payment, room, sizes)
}

const sizeLine = (payment: Payment, room: Room, line: number, asked: AskedLine): LineSize | PricingCode => {
  const remaining = partsOf(payment, room.parts, line)
  const gross = sum(remaining)
  const units = room.units[line]!
  if (asked.quantity !== undefined) {
    const quantity = BigInt(asked.quantity)
    if (quantity > units) return "quantity_exceeds_remaining"
    if (quantity === units) return { line, parts: remaining, units, whole: true }
    const amount = least(halfUpTo(payment.step, gross * quantity, units), floorTo(payment.step, gross))
    return { line, parts: share(remaining, amount), units: quantity, whole: false }
  }
  if (asked.amount === undefined) return { line, parts: remaining, units, whole: true }
  const amount = BigInt(asked.amount)
  if (asked.taxInclusive === false) return exclusive(line, remaining, amount)
  if (amount > gross) return "amount_exceeds_refundable"
  return { line, parts: share(remaining, amount), units: 0n, whole: false }
}

/** The asked amount is net; each tax follows in proportion, all of it with the last of the net. */
const exclusive = (line: number, remaining: readonly bigint[], amount: bigint): LineSize | PricingCode => {
  const net = remaining.at(-1)!
  if (amount > net) return "line_amount_exceeds_net"
  const taxes = remaining.slice(0, -1).map((tax) => (net === 0n ? 0n : halfUp(tax * amount, net)))
  return { line, parts: [...taxes, amount], units: 0n, whole: false }
}

/** Lines asked whole give up what the payment cannot bear and the tail of the step, the last line first. */
const together = (payment: Payment, room: Room, sizes: readonly LineSize[]): Sized => {
  const total = sum(sizes.flatMap(({ parts }) => parts))
  let surplus = total - floorTo(payment.step, least(total, room.payment))
  const settled = new Map<number, LineSize>()
  for (const size of sizes.toSorted((a, b) => b.line - a.line)) {
    const amount = sum(size.parts)
    const given = size.whole ? least(surplus, amount) : 0n
    surplus -= given
    settled.set(size.line, { ...size, parts: given === 0n ? size.parts : share(size.parts, amount - given) })
  }
  const claimed = sum([...settled.values()].flatMap(({ parts }) => parts))
  if (claimed > room.payment) return { codes: ["amount_exceeds_refundable"] }
  if (surplus > 0n) return { codes: ["amount_off_step"] }
  const parts = payment.lines.flatMap(
    (_, line) => settled.get(line)?.parts ?? partsOf(payment, room.parts, line).map(() => 0n),
  )
  if (sum(parts) === 0n) return { codes: ["amount_not_positive"] }
  return { size: { parts, units: payment.lines.map((_, line) => settled.get(line)?.units ?? 0n) } }
}
