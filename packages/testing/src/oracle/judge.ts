/** What becomes of a book when a command is said to it: another book, the very same one, or the name of a refusal. */
import type { Book } from "./Book.ts"
import type { Command } from "./Command.ts"
import { adopt, openDispute, endDispute } from "./fromOutside.ts"
import { grow } from "./grow.ts"
import { move, type Move } from "./move.ts"
import { request } from "./request.ts"
import { cancelSession, executeSession, expireSessions, openSession } from "./session.ts"

/**
 * The book after a command, or why the command was refused.
 *
 * @since 0.1.0
 */
export type Verdict = Book | { readonly refused: string }

/**
 * Judges at the latest instant known; sessions ended by then end first, but only if the command takes effect.
 *
 * @example
 * ```ts
 * import { judge, openBook } from "@refund-rules/testing"
 *
 * const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 1000 }
 * const verdict = judge(openBook(payment), { _tag: "Settle", refundId: "r1", at: "2026-01-01T00:00:00.000Z" })
 * "refused" in verdict // => true
 * ```
 *
 * @since 0.1.0
 */
export const judge = (book: Book, command: Command): Verdict => {
  const at = command.at > book.clock ? command.at : book.clock
  const due = expireSessions(book, at)
  if (command._tag === "ExpireSessions") return due === book ? book : { ...due, clock: at }
  const next = act(due, command, at)
  if ("refused" in next) return next
  return next === due ? book : { ...next, clock: at }
}

const act = (book: Book, command: Exclude<Command, { _tag: "ExpireSessions" }>, at: string): Verdict => {
  switch (command._tag) {
    case "Request":
      return request(book, command)
    case "Approve":
    case "Reject":
    case "Submit":
    case "MarkUnknown":
    case "Acknowledge":
    case "Settle":
    case "Fail":
    case "Cancel":
    case "SetMetadata":
      return ofRefund(book, command)
    case "OpenSession":
      return openSession(book, command, at)
    case "ExecuteSession":
      return executeSession(book, command)
    case "CancelSession":
      return cancelSession(book, command)
    case "OpenDispute":
      return openDispute(book, command)
    case "WinDispute":
      return endDispute(book, command, "won")
    case "LoseDispute":
      return endDispute(book, command, "lost")
    case "AdoptRefund":
      return adopt(book, command)
    case "GrowPayment":
      return grow(book, command.payment) ?? { refused: "payment_conflict" }
  }
}

const ofRefund = (book: Book, command: Move): Verdict => {
  const refund = book.refunds.find(({ id }) => id === command.refundId)
  if (refund === undefined) return { refused: "refund_not_found" }
  const next = move(book, refund, command)
  if (typeof next === "string") return { refused: next }
  if (next === refund) return book
  return { ...book, refunds: book.refunds.map((one) => (one === refund ? next : one)) }
}
