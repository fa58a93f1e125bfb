/** The ledger's store, timed and counted: it answers just as the store below it does. */
import {
  type Alarm,
  type Decided,
  incidentKinds,
  isDifferent,
  type Judge,
  LedgerStore,
  type ShadowRuling,
} from "@refund-rules/engine"
import { type Context, Effect, Exit, Layer, Metric } from "effect"
import { changes, deciding, decisions, incidents, leases, shadows, shadowTime } from "./measures.ts"

/** What a judge said, last: it may be asked again when its payment moved. */
interface Heard {
  seconds?: number
  decided?: Decided | undefined
  shadow?: ShadowRuling | undefined
  alarms?: readonly Alarm[] | undefined
}

const hearing =
  <A>(heard: Heard, judge: Judge<A>): Judge<A> =>
  (ledger, past) => {
    const started = performance.now()
    const judgement = judge(ledger, past)
    heard.seconds = (performance.now() - started) / 1000
    heard.decided = judgement.decided
    heard.shadow = judgement.shadow
    heard.alarms = judgement.alarms
    return judgement
  }

const count = (heard: Heard, context: Context.Context<never>): void => {
  const { alarms = [], decided, shadow } = heard
  if (decided !== undefined) {
    decisions({ verdict: decided.verdict, code: decided.codes[0] ?? "none" }).updateUnsafe(1, context)
    deciding({ verdict: decided.verdict }).updateUnsafe(heard.seconds ?? 0, context)
  }
  if (decided !== undefined && shadow !== undefined) {
    const outcome = shadow.verdict === undefined ? "failed" : isDifferent(decided, shadow) ? "different" : "same"
    shadows({ outcome }).updateUnsafe(1, context)
    shadowTime.updateUnsafe(shadow.beside.milliseconds / 1000, context)
  }
  for (const { kind } of alarms) incidents({ kind }).updateUnsafe(1, context)
}

const timed =
  (heard: Heard, isNew: (answer: unknown) => boolean) =>
  <A, E>(change: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.withFiber((fiber) => {
      const started = performance.now()
      return Effect.onExit(change, (exit) =>
        Effect.sync(() => {
          const outcome = Exit.isSuccess(exit) ? (isNew(exit.value) ? "committed" : "replayed") : "failed"
          changes({ outcome }).updateUnsafe((performance.now() - started) / 1000, fiber.context)
          if (outcome === "committed") count(heard, fiber.context)
        }),
      )
    })

/** A series that begins with its first incident never rises to it, and no alert would ring for that one. */
const fromZero = Effect.forEach(incidentKinds, (kind) => Metric.update(incidents({ kind }), 0), { discard: true })

/** The store of the layer below, observed. */
export const observedStore = Layer.effect(
  LedgerStore,
  Effect.map(
    Effect.tap(LedgerStore, () => fromZero),
    (store) =>
      LedgerStore.of({
        ...store,
        change: (scope, paymentId, judge, looking) => {
          const heard: Heard = {}
          return timed(heard, () => true)(store.change(scope, paymentId, hearing(heard, judge), looking))
        },
        changeOnce: (scope, key, paymentId, judge, looking) => {
          const heard: Heard = {}
          const once = store.changeOnce(scope, key, paymentId, hearing(heard, judge), looking)
          return timed(heard, (answer) => (answer as { readonly _tag: string })._tag === "Done")(once)
        },
        lease: (worker, seconds, atMost) =>
          Effect.tap(store.lease(worker, seconds, atMost), (leased) => Metric.update(leases, leased.length)),
      }),
  ),
)
