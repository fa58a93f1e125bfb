/** How much an ask claims before fees: of each part and of each line's units, or why it cannot. */
import type { Book, Payment } from "./Book.ts"
import type { Ask } from "./Command.ts"
import { floorTo, least, share, sum } from "./exact.ts"
import { partsOf } from "./partsOf.ts"
import { linesOf, roomOf, type Room } from "./roomOf.ts"
import type { Sized } from "./Sized.ts"
import { sizeLines } from "./sizeLines.ts"

export const size = (book: Book, ask: Ask, inScope: readonly boolean[]): Sized => {
  const { payment } = book
  const room = openRoom(payment, roomOf(book), inScope)
  if (floorTo(payment.step, room.payment) === 0n) return { codes: ["already_refunded"] }
  if (ask.lines !== undefined) return sizeLines(book, ask.lines, inScope)
  const available = least(room.payment, sum(room.parts))
  const all = floorTo(payment.step, available)
  if (all === 0n) return { codes: ["already_refunded"] }
  if (ask.amount === 0) return { codes: ["amount_not_positive"] }
  if (ask.amount === undefined || ask.full === true) {
    if (ask.amount !== undefined && BigInt(ask.amount) !== all) return { codes: ["full_amount_differs"] }
    return { size: { parts: overLines(payment, room.parts, all), units: room.units } }
  }
  const amount = BigInt(ask.amount)
  if (amount > available) return { codes: ["amount_exceeds_refundable"] }
  if (amount % payment.step !== 0n) return { codes: ["amount_off_step"] }
  return { size: { parts: overLines(payment, room.parts, amount), units: room.units.map(() => 0n) } }
}

/** What remains of the lines in scope; nothing of the others. */
const openRoom = (payment: Payment, room: Room, inScope: readonly boolean[]): Room => ({
  payment: room.payment,
  parts: room.parts.map((part, index) => (inScope[payment.parts[index]!.line] ? part : 0n)),
  units: room.units.map((units, line) => (inScope[line] ? units : 0n)),
})

/** An amount shared first over lines by what `weights` give each of them, then inside each line over its parts. */
export const overLines = (payment: Payment, weights: readonly bigint[], amount: bigint): readonly bigint[] => {
  const shares = share(linesOf(payment, weights), amount)
  return payment.lines.flatMap((_, line) => share(partsOf(payment, weights, line), shares[line]!))
}
