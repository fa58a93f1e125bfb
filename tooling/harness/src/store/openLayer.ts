/** The ports of a store out of its layer, for as long as a test wants them. */
import { LedgerStore } from "@refund-rules/engine"
import { Context, Effect, Exit, Layer, Scope } from "effect"

/** Builds the layer; `close` lets go of all it opened. */
export const openLayer = async <Ports, E>(layer: Layer.Layer<Ports | LedgerStore, E>) => {
  const scope = Scope.makeUnsafe()
  const context = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  return {
    context,
    store: Context.get(context, LedgerStore),
    close: (): Promise<void> => Effect.runPromise(Scope.close(scope, Exit.void)),
  }
}
