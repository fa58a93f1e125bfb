/** Puts a module of ours in the place of one that the server imports, as long as this process lives. */
import { registerHooks } from "node:module"

/** Whoever imports `specifier` gets our module; only our module itself gets the real one. */
export const replacing = (specifier: string, ours: string): void => {
  const url = new URL(ours, import.meta.url).href
  registerHooks({
    resolve: (wanted, context, next) =>
      wanted === specifier && context.parentURL !== url ? { url, shortCircuit: true } : next(wanted, context),
  })
}
