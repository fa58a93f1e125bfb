/** Sessions: a hold until an instant, given up, or passed on to a refund. */
import type { Book, Refund, Session } from "./Book.ts"
import type { Command } from "./Command.ts"
import { feeShares } from "./feeShares.ts"
import type { Verdict } from "./Verdict.ts"
import { withoutEmpty } from "./move.ts"
import { misfit, price } from "./price.ts"
import { foremost } from "./refusal.ts"
import { isSame } from "./request.ts"

type Of<Tag extends Command["_tag"]> = Extract<Command, { _tag: Tag }>

/** Ends every open session whose end has come; the very same book where there is none. */
export const expireSessions = (book: Book, at: string): Book => {
  const hasEnded = ({ expiresAt, status }: Session): boolean => status === "open" && at >= expiresAt
  if (!book.sessions.some(hasEnded)) return book
  return { ...book, sessions: book.sessions.map((one) => (hasEnded(one) ? { ...one, status: "expired" } : one)) }
}

export const openSession = (book: Book, command: Of<"OpenSession">, at: string): Verdict => {
  const known = book.sessions.find(({ id }) => id === command.sessionId)
  if (known !== undefined) {
    return isSame(known.asked, command) && known.expiresAt === command.expiresAt
      ? book
      : { refused: "session_conflict" }
  }
  if (command.expiresAt <= at) return { refused: "session_expired" }
  const priced = price(book, command)
  if ("codes" in priced) return { refused: foremost(priced.codes) }
  // Its shares of fee and transfer are worked out when it is executed.
  const take = { ...priced.take, fee: 0n, feeReturned: false, transfer: 0n, transferReversed: false }
  const session: Session = { id: command.sessionId, asked: command, expiresAt: command.expiresAt, status: "open", take }
  return { ...book, sessions: [...book.sessions, session] }
}

const replaced = (book: Book, session: Session, next: Partial<Session>): Book => ({
  ...book,
  sessions: book.sessions.map((one) => (one === session ? { ...one, ...next } : one)),
})

export const cancelSession = (book: Book, { sessionId }: Of<"CancelSession">): Verdict => {
  const session = book.sessions.find(({ id }) => id === sessionId)
  if (session === undefined) return { refused: "session_not_found" }
  switch (session.status) {
    case "open":
      return replaced(book, session, { status: "canceled" })
    case "canceled":
      return book
    case "expired":
      return { refused: "session_expired" }
    case "executed":
      return { refused: "session_state_conflict" }
  }
}

export const executeSession = (book: Book, { refundId, sessionId }: Of<"ExecuteSession">): Verdict => {
  const session = book.sessions.find(({ id }) => id === sessionId)
  if (session === undefined) return { refused: "session_not_found" }
  const id = refundId ?? sessionId
  switch (session.status) {
    case "open":
      return executed(book, session, id)
    case "executed":
      return session.refundId === id ? book : { refused: "session_conflict" }
    case "expired":
      return { refused: "session_expired" }
    case "canceled":
      return { refused: "session_state_conflict" }
  }
}

const executed = (book: Book, session: Session, id: string): Verdict => {
  if (book.refunds.some((refund) => refund.id === id)) return { refused: "refund_conflict" }
  const closed = replaced(book, session, { status: "executed", refundId: id })
  const refused = misfit(closed, session.take)
  if (refused !== undefined) return { refused }
  const { asked } = session
  const refund: Refund = {
    id,
    asked,
    status: "accepted",
    take: { ...session.take, ...feeShares(closed, session.take.paid, asked.ask) },
    metadata: withoutEmpty(asked.metadata ?? {}),
  }
  return { ...closed, refunds: [...closed.refunds, refund] }
}
