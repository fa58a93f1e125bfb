/** A store that fails where it is told to, around one that does not: before or after commit, slow, busy, conflicting. */
import { type Judge, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Store } from "../store/StoreUnderTest.ts"

/**
 * What goes wrong with a change: `conflicting` lets its judge judge once in vain, as where the payment moved meanwhile.
 *
 * @since 0.1.0
 */
export type StoreFault = "none" | "before commit" | "after commit" | "slow" | "busy" | "conflicting"

/**
 * A store whose next changes meet the given faults, one each; when they are used up it works.
 *
 * @example
 * ```ts
 * import { faultyStore, memoryStore } from "@refund-rules/testing"
 *
 * const store = faultyStore(memoryStore().store, ["busy", "none", "after commit"])
 * Object.keys(store).length // => 6
 * ```
 *
 * @since 0.1.0
 */
export const faultyStore = (store: Store, faults: readonly StoreFault[]): Store => {
  const left = [...faults]
  const around = <A, B, E>(
    judge: Judge<A>,
    run: (judge: Judge<A>) => Effect.Effect<B, E>,
  ): Effect.Effect<B, E | StoreUnavailable> =>
    Effect.suspend((): Effect.Effect<B, E | StoreUnavailable> => {
      const fault = left.shift() ?? "none"
      switch (fault) {
        case "none":
          return run(judge)
        case "before commit":
        case "busy":
          return Effect.fail(failed(fault))
        case "after commit":
          return Effect.flatMap(run(judge), () => Effect.fail(failed(fault)))
        case "slow":
          return Effect.delay(run(judge), 20)
        case "conflicting":
          return run((ledger, past) => (judge(ledger, past), judge(ledger, past)))
      }
    })
  return {
    ...store,
    change: (scope, paymentId, judge, looking) =>
      around(judge, (judged) => store.change(scope, paymentId, judged, looking)),
    changeOnce: (scope, key, paymentId, judge, looking) =>
      around(judge, (judged) => store.changeOnce(scope, key, paymentId, judged, looking)),
  }
}

const failed = (fault: StoreFault): StoreUnavailable =>
  new StoreUnavailable({ cause: new Error(`the store failed as planned: ${fault}`), retry: "later" })
