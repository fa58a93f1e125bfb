/** The port `LedgerStore` over programs: each method is one program, run by whoever has the database. */
import type { Event } from "@refund-rules/core"
import {
  type LedgerStore,
  type Once,
  type OnceKey,
  type PaymentNotFound,
  type ReferenceTaken,
  type Scope,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { answeredBefore, changePayment, changePaymentOnce } from "./programs/changePayment.ts"
import { leaseErrands } from "./programs/leaseErrands.ts"
import { loadLedger } from "./programs/loadLedger.ts"
import { openPayment } from "./programs/openPayment.ts"
import type { Shelf } from "./programs/Shelf.ts"
import { answered, type Runner, running } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

export const ledgerStore = (runner: Runner, shelf: Shelf): (typeof LedgerStore)["Service"] => {
  const [reading, writing] = [running(runner, "read"), running(runner, "write")]
  const onlyOneAtATime = keysInFlight()
  return {
    open: (scope, payment) => answered<ReferenceTaken>()(writing(() => openPayment(shelf, scope, payment))),
    read: (scope, paymentId) =>
      answered<PaymentNotFound>()(
        reading(function* () {
          return (yield* loadLedger(shelf, scope, paymentId)).ledger
        }),
      ),
    history: (scope, paymentId) => answered<PaymentNotFound>()(reading(() => history(shelf, scope, paymentId))),
    change: (scope, paymentId, judge, looking) =>
      answered<PaymentNotFound>()(
        writing(function* () {
          return (yield* changePayment(shelf, scope, paymentId, judge, looking)).answer
        }),
      ),
    changeOnce: (scope, key, paymentId, judge, looking) =>
      onlyOneAtATime(
        scope,
        key,
        answered<PaymentNotFound>()(writing(() => changePaymentOnce(shelf, scope, key, paymentId, judge, looking))),
        answered<never>()(reading(() => answeredBefore(shelf, scope, key))),
      ),
    lease: (worker, seconds, atMost) => answered<never>()(writing(() => leaseErrands(shelf, worker, seconds, atMost))),
  }
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
