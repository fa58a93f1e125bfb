/** Sessions: holds with an end. At their end they are expired, for good; executed, their hold passes to a refund. */
import type { Event } from "../ledger/Event.ts"
import type { Ledger, Session } from "../ledger/Ledger.ts"
import { isOpen, positionOf } from "../ledger/position.ts"
import { fault, ok, refuse, type Result } from "../money/Result.ts"
import { withMarketplace } from "../quote/marketplace.ts"
import type { Instant } from "../shape/instant.ts"
import { same } from "../shape/same.ts"
import type { Command } from "./Command.ts"
import { fitsAgain } from "./fitsAgain.ts"
import { askedOf, priceOf, taken } from "./request.ts"

type Of<T extends Command["_tag"]> = Extract<Command, { readonly _tag: T }>
type Outcome = Result<readonly Event[]>

/** The end of an interval is outside it: at `expiresAt` a session is expired. */
const isExpiredAt = (expiresAt: Instant, asOf: Instant): boolean => asOf >= expiresAt

/** What time itself did to the open sessions. */
export const expiredSessions = (ledger: Ledger, asOf: Instant): readonly Event[] =>
  ledger.sessions
    .filter((session) => isOpen(session) && isExpiredAt(session.expiresAt, asOf))
    .map(({ id }) => ({ _tag: "SessionExpired", sessionId: id, at: asOf }))

const wrongState = (session: Session, what: string): Outcome => {
  const code = session.status === "expired" ? "session_expired" : "session_state_conflict"
  return refuse([fault(code, `session \`${session.id}\` is ${session.status} and cannot be ${what}`, "/sessionId")])
}

const unknownSession = (id: string): Outcome =>
  refuse([fault("session_not_found", `this payment has no session \`${id}\``, "/sessionId")])

export const openSession = (ledger: Ledger, command: Of<"OpenSession">, asOf: Instant): Outcome => {
  const { at, expiresAt, sessionId } = command
  const asked = askedOf(command)
  const known = ledger.sessions.find((session) => session.id === sessionId)
  if (known !== undefined) {
    const isSame = same(known.asked, asked) && known.expiresAt === expiresAt
    return isSame ? ok([]) : refuse([taken("session", sessionId, "/sessionId")])
  }
  if (isExpiredAt(expiresAt, asOf)) {
    return refuse([fault("session_expired", `a session must end after it opens, at \`${asOf}\``, "/expiresAt")])
  }
  const priced = priceOf(ledger, asked)
  if (!priced.ok) return priced
  const { applicationFee: _fee, transfer: _transfer, ...claim } = priced.value
  return ok([{ _tag: "SessionOpened", sessionId, at, expiresAt, claim, ...asked }])
}

export const executeSession = (ledger: Ledger, { at, refundId: given, sessionId }: Of<"ExecuteSession">): Outcome => {
  const refundId = given ?? sessionId
  const session = ledger.sessions.find((one) => one.id === sessionId)
  if (session === undefined) return unknownSession(sessionId)
  if (session.status === "executed") {
    return session.refundId === refundId ? ok([]) : refuse([taken("session", sessionId, "/refundId")])
  }
  if (session.status !== "open") return wrongState(session, "executed")
  if (ledger.refunds.some((refund) => refund.id === refundId)) return refuse([taken("refund", refundId, "/refundId")])
  const fits = fitsAgain(ledger, session)
  if (!fits.ok) return fits
  const pricing = { payment: ledger.payment, position: positionOf(ledger, session), ask: session.asked.ask }
  const claim = withMarketplace(pricing, session.claim)
  return ok([{ _tag: "SessionExecuted", sessionId, refundId, at, claim }])
}

export const cancelSession = (ledger: Ledger, { at, sessionId }: Of<"CancelSession">): Outcome => {
  const session = ledger.sessions.find((one) => one.id === sessionId)
  if (session === undefined) return unknownSession(sessionId)
  if (session.status === "canceled") return ok([])
  return isOpen(session) ? ok([{ _tag: "SessionCanceled", sessionId, at }]) : wrongState(session, "canceled")
}
