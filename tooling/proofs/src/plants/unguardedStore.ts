/** The real store, but every judge sees what was read a moment ago, as in a read-check-write without a guard. */
import { LedgerStore } from "@refund-rules/engine"
import { SqliteStore as Real } from "@refund-rules/store-sqlite"
import { Context, Effect, Layer } from "effect"

export * from "@refund-rules/store-sqlite"

type Store = (typeof LedgerStore)["Service"]

const unguarded = (store: Store): Store => ({
  ...store,
  changeOnce: (scope, key, paymentId, judge, looking) =>
    Effect.gen(function* () {
      const seen = judge(yield* store.read(scope, paymentId), {})
      yield* Effect.sleep("5 millis")
      return yield* store.changeOnce(scope, key, paymentId, () => seen, looking)
    }),
})

/** The real layer with its store's guard taken away. */
export const SqliteStore: typeof Real = {
  layer: (options) =>
    Layer.effectContext(
      Effect.map(Layer.build(Real.layer(options)), (context) =>
        Context.add(context, LedgerStore, unguarded(Context.get(context, LedgerStore))),
      ),
    ),
}
