/** Takes what providers tell us: kept before anybody is thanked for it, applied once, in whatever order it comes. */
import { Context, Duration, Effect, Layer } from "effect"
import { Ids } from "../Ids.ts"
import { LedgerStore, type StoreUnavailable } from "../ports/LedgerStore.ts"
import type { Notice, Telling } from "../ports/Notice.ts"
import { NoticeBook, type NoticeWaiting } from "../ports/NoticeBook.ts"
import { Records } from "../ports/Records.ts"
import type { Scope } from "../ports/Scope.ts"
import { Signals } from "../Signals.ts"
import { SteadyClock } from "../SteadyClock.ts"
import { secondsAfter } from "../dispatch/delays.ts"
import { applyNotice, type Applying } from "./applyNotice.ts"

/**
 * What came of a notice. All of them are kept: whoever brought it need not bring it again.
 *
 * @since 0.1.0
 */
export type NoticeAnswer =
  | "taken"
  | "taken before"
  | "of no interest"
  | "of an unknown payment"
  | "contradicted"
  | "early"

/**
 * The inbox of a process; any number of them may work on one store.
 *
 * Law of the inbox: a notice is durable before it is answered; what it says happens once, however often it comes; and of
 * any set of notices the same comes in the end, in whatever order they came and whatever was registered meanwhile.
 *
 * @since 0.1.0
 */
export class Inbox extends Context.Service<
  Inbox,
  {
    /** `isFresh`: the provider was just asked, and this is how it stands there now. */
    readonly take: (scope: Scope, notice: Notice, isFresh?: boolean) => Effect.Effect<NoticeAnswer, StoreUnavailable>
    /** Tries those again that wait and are due, and tells how many there were. */
    readonly round: Effect.Effect<number, StoreUnavailable>
  }
>()("@refund-rules/engine/Inbox") {
  /** Tries again only when it is told to. */
  static readonly layer = Layer.effect(
    Inbox,
    Effect.gen(function* () {
      const applying: Applying = {
        clock: yield* SteadyClock,
        newId: yield* Ids,
        notices: yield* NoticeBook,
        signals: yield* Signals,
        store: yield* LedgerStore,
      }
      const { paymentNamed } = yield* Records
      const take = Effect.fn("Inbox.take")(function* (scope: Scope, notice: Notice, isFresh?: boolean) {
        const kept = yield* applying.notices.keep(scope, notice, yield* applying.clock.instant)
        if (!tells(notice)) return "of no interest"
        if (kept.isTaken) return "taken before"
        if (kept.paymentId === undefined) return "of an unknown payment"
        return yield* applyNotice(applying, { scope, notice }, kept.paymentId, isFresh)
      })
      const again = Effect.fnUntraced(function* (waiting: NoticeWaiting) {
        const { notice, scope } = waiting
        const paymentId = yield* paymentNamed(scope, notice.provider, notice.tells.references)
        const answer =
          paymentId === undefined ? "of an unknown payment" : yield* applyNotice(applying, waiting, paymentId)
        const at = yield* applying.clock.instant
        if (answer === "early" || answer === "of an unknown payment")
          yield* applying.notices.putOff(waiting, nextTry(waiting, at), tooLong(waiting, at))
      })
      return Inbox.of({
        take,
        round: Effect.gen(function* () {
          const due = yield* applying.notices.due(yield* applying.clock.instant, BATCH)
          yield* Effect.forEach(due, again, { discard: true })
          return due.length
        }),
      })
    }),
  )

  /** Tries again every so many seconds, for as long as its scope lasts. */
  static readonly running = ({ pollSeconds = 1 }: { readonly pollSeconds?: number } = {}) =>
    Layer.effectDiscard(
      Effect.gen(function* () {
        const { round } = yield* Inbox
        const trying = Effect.catchCause(round, (cause) =>
          Effect.as(Effect.logWarning("notices that wait could not be tried again", cause), 0),
        )
        const waiting = Effect.flatMap(trying, (count) =>
          count === BATCH ? Effect.void : Effect.sleep(Duration.seconds(pollSeconds)),
        )
        yield* Effect.forkScoped(Effect.forever(waiting))
      }),
    )
}

/** Those that are tried at a time. */
const BATCH = 64

const tells = (notice: Notice): notice is Notice & { readonly tells: Telling } => notice.tells !== undefined

const ageSeconds = ({ receivedAt }: NoticeWaiting, at: string): number =>
  (Date.parse(at) - Date.parse(receivedAt)) / 1000

/** Every minute for an hour, and then ever more rarely: what waits for years costs nothing. */
const nextTry = (waiting: NoticeWaiting, at: string): string =>
  secondsAfter(at, Math.max(60, ageSeconds(waiting, at) / 60))

/** After this a person is told of one whose payment is known and whose refund is not. */
const LONG_SECONDS = 15 * 60

const tooLong = (waiting: NoticeWaiting, at: string) => {
  const { fact } = waiting.notice.tells
  const detail = `${waiting.notice.provider} tells of refund \`${fact.providerRefundId}\`, which is ${fact.status} there and which nobody here knows`
  return ageSeconds(waiting, at) < LONG_SECONDS ? undefined : { detail, at }
}
