/** Turns a few small numbers into the next command of a history: it names what exists, mostly in a state it fits. */
import type { Book, Refund, Status } from "../oracle/Book.ts"
import type { Command } from "../oracle/Command.ts"
import { least, sum } from "../oracle/exact.ts"
import { roomOf } from "../oracle/roomOf.ts"
import { draftAsk, draftTerms } from "./asks.ts"
import { digits, type Digits } from "./digits.ts"
import { draftGrowth } from "./growths.ts"

/**
 * Two numbers that choose a command; (0, 0) asks for everything.
 */
export type Intent = readonly [number, number]

/**
 * The next command said to a book. `said` are the commands before it, of which one may be repeated.
 */
export const draft = (book: Book, said: readonly Command[], intent: Intent): Command => {
  const pick = digits(intent)
  const roll = pick.below(100)
  const at = draftInstant(book, pick)
  const isFresh = book.refunds.length === 0 && book.sessions.length === 0
  if (roll < 32 || (isFresh && roll < 70)) return draftRequest(book, pick, at, said.length)
  if (roll < 68) return draftMove(book, pick, at)
  if (roll < 82) return draftSession(book, pick, at, said.length)
  if (roll < 89) return draftDispute(book, pick, at, said.length)
  if (roll < 94)
    return {
      _tag: "AdoptRefund",
      refundId: pick.once(8) ? anyRefund(book, pick) : `a${said.length}`,
      amount: outside(book, pick),
      at,
    }
  if (roll < 97) return draftGrowth(book, pick, at)
  return said.length === 0 ? { _tag: "ExpireSessions", at } : { ...pick.among(said), at }
}

const BEGIN = Date.parse("2026-01-01T00:00:00.000Z")
const MINUTE = 60_000

const instantOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

const clockOf = (book: Book): number => (book.clock === "" ? BEGIN : Date.parse(book.clock))

/** Mostly a little later, sometimes the same instant, sometimes a clock that went back. */
const draftInstant = (book: Book, pick: Digits): string => {
  const minutes = [1, 1, 1, 0, 1, 5, 10, -3][pick.below(8)]!
  return instantOf(clockOf(book) + minutes * MINUTE)
}

const draftRequest = (book: Book, pick: Digits, at: string, place: number): Command => {
  const isAgain = book.refunds.length > 0 && pick.once(25)
  return {
    _tag: "Request",
    refundId: isAgain ? anyRefund(book, pick) : `r${place}`,
    ask: draftAsk(book, pick),
    ...draftTerms(pick),
    ...(pick.below(5) === 4 ? { review: true } : {}),
    ...(pick.below(3) === 2 ? { requestedBy: "ann" } : {}),
    at,
  }
}

const anyRefund = (book: Book, pick: Digits): string =>
  book.refunds.length === 0 || pick.once(20) ? "r99" : pick.among(book.refunds).id

type MoveTag =
  | "Approve"
  | "Reject"
  | "Submit"
  | "MarkUnknown"
  | "Acknowledge"
  | "Settle"
  | "Fail"
  | "Cancel"
  | "SetMetadata"

const anyMove: readonly MoveTag[] = [
  "Approve",
  "Reject",
  "Submit",
  "MarkUnknown",
  "Acknowledge",
  "Settle",
  "Fail",
  "Cancel",
  "SetMetadata",
]

/** What usually comes next in the life of a refund; what ends it stands for a third or more. */
const likely: Readonly<Record<Status, readonly MoveTag[]>> = {
  review: ["Approve", "Approve", "Approve", "Reject", "Cancel"],
  accepted: ["Submit", "Submit", "Settle", "Settle", "Acknowledge", "Fail", "Cancel", "Reject"],
  submitting: ["Settle", "Acknowledge", "Acknowledge", "MarkUnknown", "MarkUnknown", "Fail", "Cancel"],
  unknown: ["Submit", "Settle", "Acknowledge", "Fail"],
  pending: ["Settle", "Fail", "Acknowledge", "Cancel"],
  requires_action: ["Settle", "Fail", "Acknowledge", "Cancel"],
  succeeded: ["Fail", "Fail", "Fail", "Settle", "Acknowledge"],
  failed: ["Settle", "Settle", "Settle", "Fail", "Cancel"],
  canceled: ["Settle", "Settle", "Cancel", "Fail"],
  rejected: ["Reject", "Approve", "Settle"],
}

const draftMove = (book: Book, pick: Digits, at: string): Command => {
  const refund: Refund | undefined = book.refunds.length === 0 || pick.once(60) ? undefined : pick.among(book.refunds)
  const refundId = refund?.id ?? "r99"
  const _tag = refund === undefined || pick.below(6) === 5 ? pick.among(anyMove) : pick.among(likely[refund.status])
  switch (_tag) {
    case "Approve":
      return {
        _tag,
        refundId,
        ...[{}, { by: "bob", otherActor: true }, { by: "ann" }, { by: "ann", otherActor: true }][pick.below(4)],
        at,
      }
    case "Acknowledge":
      return { _tag, refundId, status: pick.among(["pending", "requires_action"]), at }
    case "Settle":
      return { _tag, refundId, ...(pick.below(4) === 3 ? {} : { lookup: true }), at }
    case "Cancel":
      return { _tag, refundId, ...(pick.below(2) === 1 ? { byProvider: true } : {}), at }
    case "SetMetadata":
      return { _tag, refundId, metadata: pick.among([{ a: "1" }, { a: "" }, "", { b: "2", a: "" }] as const), at }
    case "Reject":
    case "Submit":
    case "MarkUnknown":
    case "Fail":
      return { _tag, refundId, at }
  }
}

const draftSession = (book: Book, pick: Digits, at: string, place: number): Command => {
  const roll = pick.below(10)
  if (book.sessions.length === 0 || roll < 3) {
    const expiresAt = instantOf(
      Date.parse(at) + pick.among([60, 60, 30, 10, 60, 5, 4, 1, 30, pick.once(3) ? 0 : 60]) * MINUTE,
    )
    const sessionId = book.sessions.length > 0 && pick.once(12) ? pick.among(book.sessions).id : `s${place}`
    return { _tag: "OpenSession", sessionId, ask: draftAsk(book, pick), ...draftTerms(pick), expiresAt, at }
  }
  const open = book.sessions.filter(({ status }) => status === "open")
  const session = pick.among(open.length > 0 && !pick.once(4) ? open : book.sessions)
  const sessionId = pick.once(30) ? "s99" : session.id
  if (roll < 8) {
    const refundId = pick.among([
      undefined,
      `r${place}`,
      session.refundId,
      pick.once(10) ? anyRefund(book, pick) : undefined,
    ])
    return { _tag: "ExecuteSession", sessionId, ...(refundId === undefined ? {} : { refundId }), at }
  }
  return roll === 8 ? { _tag: "CancelSession", sessionId, at } : { _tag: "ExpireSessions", at }
}

const draftDispute = (book: Book, pick: Digits, at: string, place: number): Command => {
  const roll = pick.below(8)
  if (book.disputes.length === 0 || roll < 2) {
    const disputeId = book.disputes.length > 0 && pick.once(6) ? pick.among(book.disputes).id : `d${place}`
    return { _tag: "OpenDispute", disputeId, amount: outside(book, pick), at }
  }
  const disputeId = pick.once(30) ? "d99" : pick.among(book.disputes).id
  return { _tag: roll < 6 ? "WinDispute" : "LoseDispute", disputeId, at }
}

/** What the world takes: often what remains or the capture, now and then past it. */
const outside = (book: Book, pick: Digits): number => {
  const room = roomOf(book)
  const bearable = sum(room.parts)
  const { captured } = book.payment
  const roll = pick.below(12)
  if (roll < 3) return Number(room.payment / 2n)
  if (roll === 3) return Number(room.payment)
  if (roll === 4) return Number(captured)
  if (roll === 5) return Number(bearable)
  if (roll === 6) return Number(least(captured + 1n, 2n ** 52n))
  if (roll === 7) return Number(room.payment) + 1
  if (roll === 8) return 1
  if (roll === 9) return pick.once(3) ? 0 : 7
  return Number((captured * BigInt(pick.below(1000))) / 1000n)
}
