/** The port `LedgerStore` over programs: each method is one program, run by whoever has the database. */
import type { Event } from "@refund-rules/core"
import {
  EnclosingCommit,
  type Judge,
  type LedgerStore,
  type Looking,
  type Once,
  type OnceKey,
  type PaymentNotFound,
  type ReferenceTaken,
  type Scope,
  type StoreUnavailable,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { type GatherChange, gatherChanges } from "./gatherChanges.ts"
import { type Change, changePayment } from "./programs/changePayment.ts"
import { answeredBefore } from "./programs/knownKeys.ts"
import { placeOf } from "./programs/LedgerCache.ts"
import { leaseErrands } from "./programs/leaseErrands.ts"
import { loadLedger } from "./programs/loadLedger.ts"
import { openPayment } from "./programs/openPayment.ts"
import type { Shelf } from "./programs/Shelf.ts"
import { answered, type Runner, running, type Thrown } from "./Runner.ts"
import type { Program, Steps } from "./Statement.ts"

export const ledgerStore = (runner: Runner, shelf: Shelf): (typeof LedgerStore)["Service"] => {
  const [reading, writing] = [running(runner, "read"), running(runner, "write")]
  const changing = changingIn(runner, shelf)
  const onlyOneAtATime = keysInFlight()
  return {
    open: (scope, payment, beginning) =>
      answered<ReferenceTaken>()(
        writing(() => openPayment(shelf, scope, payment, beginning), {
          merchant: scope.merchant,
          place: placeOf(scope, payment.id),
        }),
      ),
    read: (scope, paymentId) =>
      answered<PaymentNotFound>()(
        reading(function* () {
          return (yield* loadLedger(shelf, scope, paymentId)).ledger
        }, scope),
      ),
    history: (scope, paymentId) => answered<PaymentNotFound>()(reading(() => history(shelf, scope, paymentId), scope)),
    change: <A>(scope: Scope, paymentId: string, judge: Judge<A>, looking?: Looking) =>
      Effect.map(
        answered<PaymentNotFound>()(changing(scope, paymentId, { judge, looking, once: undefined })),
        (done) => (done as Extract<Once<A>, { readonly _tag: "Done" }>).answer,
      ),
    changeOnce: <A>(scope: Scope, once: OnceKey, paymentId: string, judge: Judge<A>, looking?: Looking) =>
      onlyOneAtATime<A, PaymentNotFound | StoreUnavailable>(
        scope,
        once,
        answered<PaymentNotFound>()(
          changing(scope, paymentId, { judge, looking, once }) as Effect.Effect<Once<A>, Thrown>,
        ),
        answered<never>()(reading(() => answeredBefore<A>(shelf, scope, once), scope)),
      ),
    lease: (worker, seconds, atMost) => answered<never>()(writing(() => leaseErrands(shelf, worker, seconds, atMost))),
  }
}

/** Changes in the transaction of whoever encloses them, together with others of the same payment, or each by itself. */
const changingIn = (runner: Runner, shelf: Shelf): GatherChange => {
  const one = (scope: Scope, paymentId: string, change: Change): Program<Once<unknown>> =>
    function* () {
      const [ended] = yield* changePayment(shelf, scope, paymentId, [change])
      if (ended!.ok) return ended!.value
      throw ended!.thrown
    }
  const alone: GatherChange = (scope, paymentId, change) => runner.write(one(scope, paymentId, change), scope)
  const gathered = runner.gathers === true ? gatherChanges(runner, shelf) : alone
  return (scope, paymentId, change) =>
    Effect.flatMap(EnclosingCommit, (handle) =>
      handle === undefined ? gathered(scope, paymentId, change) : runner.within(handle, one(scope, paymentId, change)),
    )
}

function* history(shelf: Shelf, scope: Scope, paymentId: string): Steps<readonly Event[]> {
  yield* loadLedger(shelf, scope, paymentId)
  const { merchant, mode } = scope
  const rows = yield* shelf.statements.event.history({ merchant, mode, payment: paymentId })
  return rows.map(({ body }) => JSON.parse(body) as Event)
}

/**
 * The keys of changes that wait or commit: a second use of one is told so at once, and waits for nothing. Where the one in
 * flight only asks for an answer that was given long ago, the second is given it too.
 */
const keysInFlight = () => {
  const inFlight = new Map<string, string>()
  return <A, E>(
    { merchant, mode }: Scope,
    { door, fingerprint, key }: OnceKey,
    change: Effect.Effect<Once<A>, E>,
    before: Effect.Effect<Once<A> | undefined, E>,
  ): Effect.Effect<Once<A>, E> =>
    Effect.suspend((): Effect.Effect<Once<A>, E> => {
      const place = `${mode} ${door} ${merchant}\0${key}`
      const held = inFlight.get(place)
      if (held !== undefined)
        return Effect.map(before, (known) => known ?? { _tag: held === fingerprint ? "InFlight" : "Reused" })
      inFlight.set(place, fingerprint)
      return Effect.onExit(change, () => {
        inFlight.delete(place)
        return Effect.void
      })
    })
}
