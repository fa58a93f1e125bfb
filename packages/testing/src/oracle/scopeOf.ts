/** Which lines the terms leave open to a refund. */
import { active, type Book } from "./Book.ts"
import type { Terms } from "./Command.ts"

/** One answer per line: whether an ask may take from it. */
export const scopeOf = (book: Book, terms: Terms): readonly boolean[] =>
  book.payment.lines.map((line, index) => {
    if (terms.tips === "never" && line.kind === "tip") return false
    if (terms.shipping === "never" && line.kind === "shipping") return false
    if (terms.shipping === "once" && line.kind === "shipping" && hasTaken(book, index)) return false
    if (terms.nonRefundable?.kinds?.includes(line.kind)) return false
    return !line.tags.some((tag) => terms.nonRefundable?.tags?.includes(tag))
  })

const hasTaken = (book: Book, line: number): boolean =>
  active(book).some(({ take }) =>
    book.payment.parts.some((part, index) => part.line === line && take.paidOf[index]! + take.retainedOf[index]! > 0n),
  )
