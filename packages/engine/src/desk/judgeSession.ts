/** Judges sessions: opened like a request, executed without a new policy check, ended once and for good. */
import { type Event, evolve, handle, type Instant, type Ledger, type Metadata, parseInstant } from "@refund-rules/core"
import { Invalid } from "../errors.ts"
import type { Apart, Decided, Judge, Judgement } from "../ports/LedgerStore.ts"
import type { Actor, RefundView, SessionAnswer, SessionView } from "../RefundDeskShape.ts"
import { type Asking, decideOn } from "./decideOn.ts"
import { sendOf } from "./errands.ts"
import { apartOf } from "./judgeRequest.ts"
import { withinDay } from "./perDay.ts"
import { refusalOf } from "./refusal.ts"
import { conflict, eventsOf, type Stop, stopFor, within } from "./stops.ts"
import { refundIn, sessionIn, sessionOf } from "./views.ts"

export interface Opening extends Asking {
  readonly paymentId: string
  readonly sessionId: string
  readonly metadata?: Metadata | undefined
  readonly apart?: Pick<Apart, "name" | "personal"> | undefined
  readonly expiresAt?: string | undefined
  readonly longestDays: number
}

/** A session is executed without anybody looking, so what would need an approval is refused here. */
export const judgeOpening =
  (asking: Opening): Judge<SessionAnswer> =>
  (ledger, past) => {
    const { ask, at, metadata, paymentId, requestedBy: by, sessionId } = asking
    const expiresAt = endOf(asking)
    const { decided: judged, decision, facts, policy, shadow } = decideOn(ledger, past, asking)
    const beside = shadow === undefined ? {} : { shadow }
    within(asking.atMost, decision.quote.total)
    withinDay(asking, past, facts.payment.currency, decision.quote.total)
    const terms = policy?.terms ?? {}
    if (decision._tag !== "Approve")
      return { events: [], answer: refusalOf(decision, facts, terms), decided: judged, by, ...beside }
    const given = { ...(policy === undefined ? {} : { terms }), ...(metadata === undefined ? {} : { metadata }) }
    const opened = handle(ledger, { _tag: "OpenSession", sessionId, ask, requestedBy: by, expiresAt, at, ...given })
    const events = eventsOf(opened, sessionId)
    return {
      events,
      answer: { _tag: "Opened", session: sessionIn(events.reduce(evolve, ledger), paymentId, sessionId) },
      decided: { ...judged, sessionId },
      subject: sessionId,
      by,
      ...beside,
      ...apartOf(ledger, asking),
    }
  }

/** The end that was asked for, or the latest there is; throws where it is no instant, over already, or too far away. */
const endOf = ({ at, expiresAt, longestDays }: Opening): Instant => {
  const latest = new Date(Date.parse(at) + longestDays * 86_400_000).toISOString() as Instant
  if (expiresAt === undefined) return latest
  const end = parseInstant(expiresAt)
  const wrong = (code: string, message: string): Invalid => Invalid.of([{ path: "/expiresAt", code, message }])
  if (end === undefined) throw wrong("not_an_instant", "expected an instant such as 2026-01-31T12:00:00Z")
  if (end <= at) throw wrong("session_expired", `a session must end after it opens, at \`${at}\``)
  if (end > latest) throw wrong("session_too_long", `a session lives at most \`${longestDays}\` days`)
  return end
}

/** What a judge of sessions answers where it could not be done; plain, so that a key can keep it. */
export interface Stopped {
  readonly _tag: "Stopped"
  readonly code: string
  readonly message: string
}

export type Executed = { readonly _tag: "Accepted"; readonly refund: RefundView } | Stopped

export interface Ending {
  readonly paymentId: string
  readonly sessionId: string
  readonly refundId: string
  readonly at: Instant
  readonly actor: Actor
  /** How the session was decided. */
  readonly opened?: Decided | undefined
}

/** The hold passes to a refund, decided as its session was; an expiry found on the way is written down, so that it never looks open again. */
export const judgeExecution =
  ({ actor, at, opened, paymentId, refundId, sessionId }: Ending): Judge<Executed> =>
  (ledger) => {
    const session = sessionOf(ledger, sessionId)
    if (session?.status === "executed")
      return stopped([], actor, conflict("session_state_conflict", `session \`${sessionId}\` is executed already`))
    const executed = handle(ledger, { _tag: "ExecuteSession", sessionId, refundId, at })
    within(actor.atMost, session?.claim.paid ?? 0)
    if (!executed.ok) return stopped(endedBy(ledger, at), actor, stopFor(executed.faults, sessionId))
    const { ask } = session!.asked
    const asked = { ask, askedAt: at, requestedBy: actor.id, position: ledger.version, codes: [] }
    const decided: Decided = { ...(opened ?? { ...asked, verdict: "Approve" }), refundId, sessionId }
    return {
      events: executed.value,
      answer: {
        _tag: "Accepted",
        refund: refundIn(executed.value.reduce(evolve, ledger), paymentId, refundId, decided),
      },
      errands: [sendOf(refundId)],
      decided,
      subject: refundId,
      by: actor.id,
    }
  }

/** A conflict is an answer that a key keeps; that something is not there at all is not. */
const stopped = (events: readonly Event[], { id }: Actor, stop: Stop): Judgement<Stopped> => {
  if (stop._tag !== "Conflict") throw stop
  return { events, answer: { _tag: "Stopped", code: stop.code, message: stop.message }, by: id }
}

export const judgeCancelSession =
  ({ actor, at, paymentId, sessionId }: Omit<Ending, "opened" | "refundId">): Judge<SessionView | Stopped> =>
  (ledger) => {
    const canceled = handle(ledger, { _tag: "CancelSession", sessionId, at })
    if (!canceled.ok) return stopped(endedBy(ledger, at), actor, stopFor(canceled.faults, sessionId))
    const answer = sessionIn(canceled.value.reduce(evolve, ledger), paymentId, sessionId)
    return { events: canceled.value, answer, by: actor.id }
  }

/** Writes down what time has ended; the answer is the ledger then. */
export const judgeExpiry =
  (at: Instant): Judge<Ledger> =>
  (ledger) => {
    const events = endedBy(ledger, at)
    return { events, answer: events.reduce(evolve, ledger) }
  }

const endedBy = (ledger: Ledger, at: Instant): readonly Event[] => {
  const ended = handle(ledger, { _tag: "ExpireSessions", at })
  return ended.ok ? ended.value : []
}
