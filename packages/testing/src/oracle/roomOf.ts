/** What remains: of the payment, of every part and of every line's units, by adding up all that was taken. */
import { active, type Book, type Payment, type Take } from "./Book.ts"
import { sum } from "./exact.ts"

export interface Room {
  readonly payment: bigint
  readonly parts: readonly bigint[]
  readonly units: readonly bigint[]
}

const memory = new WeakMap<Book, Room>()

/** What remains in a book; a book never changes, so it is added up once. */
export const roomOf = (book: Book): Room => {
  const known = memory.get(book)
  if (known !== undefined) return known
  const room = addedUp(book)
  memory.set(book, room)
  return room
}

const addedUp = (book: Book): Room => {
  const takes = active(book).map(({ take }) => take)
  const left = book.payment.captured - sum(takes.map(({ paid, retained }) => paid + retained))
  return {
    // What the world took beyond the capture is excess; nothing remains then.
    payment: left < 0n ? 0n : left,
    parts: book.payment.parts.map(
      ({ amount }, index) => amount - sum(takes.map((take) => take.paidOf[index]! + take.retainedOf[index]!)),
    ),
    units: book.payment.lines.map(({ quantity }, index) => quantity - sum(takes.map((take) => take.units[index]!))),
  }
}

/** Whether everything taken, and this on top, is still a number that amounts can be. */
export const canBeCounted = (book: Book, more: bigint): boolean =>
  sum(active(book).map(({ take }) => take.paid + take.retained)) + more <= BigInt(Number.MAX_SAFE_INTEGER)

/** What remains of each line, tax included. */
export const linesOf = (payment: Payment, parts: readonly bigint[]): readonly bigint[] =>
  payment.lines.map((_, line) => sum(parts.filter((_, index) => payment.parts[index]!.line === line)))

/** The refusal of a claim that no longer fits what remains, its own taking left out of the book. */
export const fits = (book: Book, take: Take): boolean => {
  const room = roomOf(book)
  return (
    take.paid + take.retained <= room.payment &&
    room.parts.every((part, index) => take.paidOf[index]! + take.retainedOf[index]! <= part) &&
    room.units.every((units, index) => take.units[index]! <= units)
  )
}
