/** A store whose judges see what was read a moment ago, as in a read-check-write without a guard. */
import { LedgerStore } from "@refund-rules/engine"
import { Context, Effect, Layer } from "effect"

type Store = (typeof LedgerStore)["Service"]

const unguarded = (store: Store): Store => ({
  ...store,
  changeOnce: (scope, key, paymentId, judge, looking) =>
    Effect.gen(function* () {
      const seen = judge(yield* store.read(scope, paymentId), {})
      // Long enough for others to come in between, on a machine where each takes a while.
      yield* Effect.sleep("50 millis")
      return yield* store.changeOnce(scope, key, paymentId, () => seen, looking)
    }),
})

/** A layer with its store's guard taken away. */
export const withoutGuard = <A, E, R>(layer: Layer.Layer<A | LedgerStore, E, R>): Layer.Layer<A | LedgerStore, E, R> =>
  Layer.effectContext(
    Effect.map(Layer.build(layer), (context) =>
      Context.add(context, LedgerStore, unguarded(Context.get(context, LedgerStore))),
    ),
  ) as Layer.Layer<A | LedgerStore, E, R>
