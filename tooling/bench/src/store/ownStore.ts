/** The store of this repository, as a desk calls it: an Effect for each change. */
import { LedgerStore, Records, SealBook } from "@refund-rules/engine"
import { SqliteStore } from "@refund-rules/store-sqlite"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { DOOR, FINGERPRINT, judged, NOW, type Request, scope } from "./work.ts"

export const ownStore = async (file: string, grouped: boolean, judge = judged) => {
  const life = Scope.makeUnsafe()
  const layer = SqliteStore.layer({ url: file, grouped, clock: () => NOW })
  const context = await Effect.runPromise(Layer.buildWithScope(layer, life))
  const store = Context.get(context, LedgerStore)
  return {
    records: Context.get(context, Records),
    seals: Context.get(context, SealBook),
    change: (request: Request) =>
      Effect.runPromise(
        store.changeOnce(
          scope,
          { door: DOOR, key: request.key, fingerprint: FINGERPRINT },
          request.paymentId,
          judge(request),
        ),
      ),
    close: () => Effect.runPromise(Scope.close(life, Exit.void)),
  }
}
