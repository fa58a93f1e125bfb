/** What a claim takes again after it gave it back: its old parts, or where others took them, a share of what is left. */
import type { Book, Take } from "./Book.ts"
import { least, sum } from "./exact.ts"
import { roomOf } from "./roomOf.ts"
import { overLines } from "./size.ts"

export const takenAgain = (book: Book, take: Take): Take => {
  const { parts, units } = roomOf(book)
  const isFree =
    parts.every((part, index) => take.paidOf[index]! + take.retainedOf[index]! <= part) &&
    units.every((left, index) => take.units[index]! <= left)
  if (isFree) return take
  const borne = least(take.paid + take.retained, sum(parts))
  const claimed = overLines(book.payment, parts, borne)
  const retained = borne - least(take.paid, borne)
  const retainedOf = overLines(book.payment, claimed, retained)
  return {
    ...take,
    paidOf: claimed.map((part, index) => part - retainedOf[index]!),
    retainedOf,
    units: units.map(() => 0n),
  }
}
