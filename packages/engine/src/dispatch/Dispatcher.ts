/**
 * Does what the desk left to do: sends refunds, asks after them, ends sessions whose time has come.
 * One round leases what is due and sees it through; running, it goes round at every signal and at every poll.
 */
import { Context, Duration, Effect, Fiber, FiberSet, Layer } from "effect"
import { judgeExpiry } from "../desk/judgeSession.ts"
import { Ids } from "../Ids.ts"
import type { Leased, StoreUnavailable } from "../ports/LedgerStore.ts"
import { Records } from "../ports/Records.ts"
import { attend } from "./attend.ts"
import { type DispatchSettings, post } from "./Post.ts"

/**
 * The dispatcher of a process; any number of them may work on one store.
 *
 * Law of the intent: no gateway is called for a refund before its `submitting` is durable.
 * Law of one send: with keys every try carries the same one; without, there is one send, unless a look-up proves that
 * the one before never happened.
 * Law of doubt: an outcome that is not certain never lets a hold go, and no time that passes does either.
 *
 * @since 0.1.0
 */
export class Dispatcher extends Context.Service<
  Dispatcher,
  {
    /** Leases what is due, does all of it, and tells how much that was. */
    readonly round: Effect.Effect<number, StoreUnavailable>
  }
>()("@refund-rules/engine/Dispatcher") {
  /** Goes round only when it is told to. */
  static readonly layer = (settings: DispatchSettings = {}) =>
    Layer.effect(
      Dispatcher,
      Effect.gen(function* () {
        const { lease, sweep } = yield* workOf(settings)
        const leased = Effect.andThen(sweep, lease(BATCH))
        return Dispatcher.of({
          round: Effect.flatMap(leased, (errands) =>
            Effect.as(Effect.all(errands, { concurrency: "unbounded", discard: true }), errands.length),
          ),
        })
      }),
    )

  /** Goes round for as long as its scope lasts; at the end it finishes what it is sending, or lets it go. */
  static readonly running = (settings: DispatchSettings = {}) =>
    Layer.effectDiscard(
      Effect.gen(function* () {
        const working = yield* workOf(settings)
        const fibers = yield* FiberSet.make<void>()
        const loops = yield* Effect.forEach([leasing(working, fibers), sweeping(working)], (loop) =>
          Effect.forkScoped(loop),
        )
        const finished = Effect.timeout(FiberSet.awaitEmpty(fibers), `${working.work.settings.graceSeconds} seconds`)
        yield* Effect.addFinalizer(() => Effect.andThen(Fiber.interruptAll(loops), Effect.ignore(finished)))
      }),
    )
}

/** Errands that are leased at a time, and those that are under way at most. */
const BATCH = 64
const AT_ONCE = 512

const workOf = Effect.fnUntraced(function* (settings: DispatchSettings) {
  const work = yield* post(settings)
  const { sessionsEnded } = yield* Records
  const {
    clock,
    settings: { leaseSeconds },
    store,
  } = work
  const worker = (yield* Ids)("worker", yield* clock.instant)
  const lease = (atMost: number) =>
    Effect.flatMap(clock.instant, (at) =>
      Effect.map(store.lease(worker, leaseSeconds, atMost), (leased) => leased.map((one) => attend(work, one, at))),
    )
  const sweep = Effect.gen(function* () {
    const at = yield* clock.instant
    const expire = ({ paymentId, scope }: Pick<Leased, "paymentId" | "scope">) =>
      Effect.catchTag(store.change(scope, paymentId, judgeExpiry(at)), "PaymentNotFound", () => Effect.void)
    yield* Effect.forEach(yield* sessionsEnded(at, BATCH), expire, { discard: true })
  })
  return { work, lease, sweep }
})

type Working = Effect.Success<ReturnType<typeof workOf>>

/** Leases as much as it can work on, and waits for a signal or the next poll where there is no more. */
const leasing = Effect.fnUntraced(function* ({ lease, work }: Working, fibers: FiberSet.FiberSet<void>) {
  const { settings, signals } = work
  const waiting = Effect.timeoutOption(signals.untilErrand, Duration.seconds(settings.pollSeconds))
  while (true) {
    const free = Math.min(BATCH, AT_ONCE - (yield* FiberSet.size(fibers)))
    const errands = free > 0 ? yield* told("errands could not be leased", lease(free)) : []
    for (const errand of errands) yield* FiberSet.run(fibers, errand)
    if (errands.length < BATCH) yield* waiting
  }
})

const sweeping = ({ sweep, work }: Working) =>
  Effect.forever(
    Effect.andThen(
      told("sessions could not be ended", Effect.as(sweep, [])),
      Effect.sleep(Duration.seconds(work.settings.sweepSeconds)),
    ),
  )

/** A store that cannot answer, or that breaks, is asked again at the next poll: the dispatcher goes on for ever. */
const told = <A>(what: string, asking: Effect.Effect<readonly A[], StoreUnavailable>): Effect.Effect<readonly A[]> => {
  const nothing = (cause: unknown) => Effect.as(Effect.logWarning(what, cause), [])
  return asking.pipe(Effect.catchTag("StoreUnavailable", nothing), Effect.catchDefect(nothing))
}
