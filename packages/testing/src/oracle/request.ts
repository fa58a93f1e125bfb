/** Asking for a refund: priced against what remains, written down as accepted or for review. */
import type { Book, Refund } from "./Book.ts"
import { asText } from "./asText.ts"
import type { Asked, Command } from "./Command.ts"
import type { Verdict } from "./Verdict.ts"
import { withoutEmpty } from "./move.ts"
import { price } from "./price.ts"
import { foremost } from "./refusal.ts"

export const request = (book: Book, command: Extract<Command, { _tag: "Request" }>): Verdict => {
  const known = book.refunds.find(({ id }) => id === command.refundId)
  if (known !== undefined) return known.asked && isSame(known.asked, command) ? book : { refused: "refund_conflict" }
  const priced = price(book, command)
  if ("codes" in priced) return { refused: foremost(priced.codes) }
  const refund: Refund = {
    id: command.refundId,
    asked: command,
    status: command.review === true ? "review" : "accepted",
    take: priced.take,
    metadata: withoutEmpty(command.metadata ?? {}),
  }
  return { ...book, refunds: [...book.refunds, refund] }
}

/** Whether two asks say the same: ask, terms, requester and metadata. */
export const isSame = (a: Asked, b: Asked): boolean => asText(wordsOf(a)) === asText(wordsOf(b))

const wordsOf = ({ ask, metadata, requestedBy, terms }: Asked) => ({
  ask,
  metadata: withoutEmpty(metadata ?? {}),
  requestedBy,
  terms,
})
