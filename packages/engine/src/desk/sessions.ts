/** Sessions: opened, executed, canceled and looked at; none is ever told as open after it was told as expired. */
import { parseMetadata } from "@refund-rules/core"
import { Effect } from "effect"
import { Conflict } from "../errors.ts"
import type { Answered, Caller, RefundDeskShape, SessionAnswer, SessionView } from "../RefundDeskShape.ts"
import type { SessionRecord } from "../ports/Records.ts"
import { answered, notFound, orNotFound, withRules } from "./answering.ts"
import {
  judgeCancelSession,
  judgeExecution,
  judgeExpiry,
  judgeOpening,
  type Executed,
  type Stopped,
} from "./judgeSession.ts"
import { lookingFor } from "./perDay.ts"
import type { Ports } from "./Ports.ts"
import { type Input, readAsking, currentRefund } from "./requests.ts"
import { spanned } from "./spanned.ts"
import { conflict, readOr, stopping } from "./stops.ts"
import { toldRefund } from "./told.ts"
import { sessionIn, sessionView } from "./views.ts"

type Methods = "cancelSession" | "executeSession" | "openSession" | "session" | "sessions"

const LONGEST_DAYS = 30

export const sessions = (ports: Ports): Pick<RefundDeskShape, Methods> => ({
  openSession: opening(ports),
  executeSession: executing(ports),
  cancelSession: Effect.fn("RefundDesk.cancelSession")(
    function* (caller: Caller, sessionId: string) {
      const { paymentId } = yield* found(ports, caller, sessionId)
      const at = yield* ports.clock.instant
      const judge = judgeCancelSession({ paymentId, sessionId, at, actor: caller.actor })
      const canceled = yield* stopping(orNotFound(ports.store.change(caller.scope, paymentId, judge)))
      return isStopped(canceled) ? yield* conflict(canceled.code, canceled.message) : canceled
    },
    Effect.catchTag("OtherPolicy", Effect.die),
  ),
  session: Effect.fn("RefundDesk.session")((caller: Caller, id: string) => currentSession(ports, caller, id)),
  sessions: Effect.fn("RefundDesk.sessions")(function* (caller: Caller, filter, paging) {
    const page = yield* ports.records.sessions(caller.scope, filter, paging)
    const current = (record: SessionRecord) => asItStands(ports, caller, record)
    // One whose end nobody has written down yet is found among the open ones.
    const items = (yield* Effect.forEach(page.items, current)).filter(
      ({ status }) => filter.status === undefined || status === filter.status,
    )
    return { ...page, items }
  }),
})

const opening = (ports: Ports): RefundDeskShape["openSession"] =>
  Effect.fnUntraced(
    function* (caller: Caller, input: Input<"openSession">) {
      const { expiresAt, key, paymentId } = input
      const { sessionId = ports.newId("ses", yield* ports.clock.instant) } = input
      const { apart, asking } = yield* readAsking(ports, caller, input.ask, sessionId)
      const metadata =
        input.metadata === undefined ? undefined : yield* readOr(parseMetadata(input.metadata), "/metadata")
      const { longestSessionDays: longestDays = LONGEST_DAYS } = ports.settings
      const once = yield* orNotFound(
        withRules(ports, caller.scope, (rulebook) => {
          const given = { paymentId, sessionId, metadata, apart, expiresAt, longestDays }
          const judge = judgeOpening({ ...asking, ...given, rulebook })
          const looking = lookingFor({ ...asking, rulebook })
          return stopping(ports.store.changeOnce(caller.scope, key, paymentId, judge, looking))
        }),
      )
      const given: Answered<SessionAnswer, SessionView> = yield* answered(key, once, (id) =>
        currentSession(ports, caller, id),
      )
      return given
    },
    Effect.catchTag("OtherPolicy", Effect.die),
    spanned("openSession"),
  )

const executing = (ports: Ports): RefundDeskShape["executeSession"] =>
  Effect.fnUntraced(
    function* (caller: Caller, { key, refundId: given, sessionId }: Input<"executeSession">) {
      const { decided: opened, paymentId } = yield* found(ports, caller, sessionId)
      const at = yield* ports.clock.instant
      const refundId = given ?? ports.newId("ref", at)
      const judge = judgeExecution({ paymentId, sessionId, refundId, at, actor: caller.actor, opened })
      const once = yield* stopping(orNotFound(ports.store.changeOnce<Executed>(caller.scope, key, paymentId, judge)))
      ports.signals.errand()
      const { answer, replayed } = yield* answered(key, once, (id) => currentRefund(ports, caller, id))
      if (answer._tag === "Current") return { answer, replayed }
      if (answer._tag === "Accepted") {
        const refund = yield* toldRefund(ports, caller.scope, answer.refund)
        return { answer: { ...answer, refund }, replayed }
      }
      const { code, message } = answer
      return yield* new Conflict({ code, message, retry: "never", replayed })
    },
    Effect.catchTag("OtherPolicy", Effect.die),
    spanned("executeSession"),
  )

const isStopped = (answer: SessionView | Stopped): answer is Stopped => "_tag" in answer

const found = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, sessionId: string) {
  const record: SessionRecord | undefined = yield* ports.records.session(scope, sessionId)
  return record ?? (yield* notFound("session", sessionId))
})

const currentSession = (ports: Ports, caller: Caller, sessionId: string) =>
  Effect.flatMap(found(ports, caller, sessionId), (record) => asItStands(ports, caller, record))

/** A session as it stands; where its end has come, that is written down before it is told. */
const asItStands = Effect.fnUntraced(function* (ports: Ports, { scope }: Caller, record: SessionRecord) {
  const { paymentId, session } = record
  const at = yield* ports.clock.instant
  if (session.status !== "open" || at < session.expiresAt) return sessionView(record)
  // It was named by its payment, and no ledger is ever deleted.
  const ledger = yield* Effect.catchTag(
    ports.store.change(scope, paymentId, judgeExpiry(at)),
    "PaymentNotFound",
    Effect.die,
  )
  return sessionIn(ledger, paymentId, session.id)
})
