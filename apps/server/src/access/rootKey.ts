/** The root key: the one that was set, or else one made for an empty store and said once. */
import type { ApiKey, Keyring, StoreUnavailable } from "@refund-rules/engine"
import { Effect, Option, Redacted } from "effect"
import { hashOf, newSecret } from "./secrets.ts"

/** What settings say of the root key and of the mode it is in. */
export interface RootSettings {
  readonly rootKey: Option.Option<Redacted.Redacted>
  readonly mode: "test" | "live"
}

/** The root key of a mode: admin of merchant `default`. */
export const rootKeyOf = (mode: "test" | "live"): ApiKey => ({
  id: `root-${mode}`,
  scope: { merchant: "default", mode },
  actor: "root",
  scopes: ["admin"],
  createdAt: new Date().toISOString(),
})

/** Makes merchant `default` known, and a root key for a store without any key; gives the hash of the one that was set. */
export const prepareRoot = Effect.fnUntraced(function* (
  keyring: (typeof Keyring)["Service"],
  { mode, rootKey }: RootSettings,
): Effect.fn.Return<string | undefined, StoreUnavailable> {
  if ((yield* keyring.merchant("default")) === undefined) yield* keyring.addMerchant({ id: "default", settings: {} })
  if (Option.isSome(rootKey)) return hashOf(Redacted.value(rootKey.value))
  const root = rootKeyOf(mode)
  const keys = yield* keyring.keys(root.scope)
  if (keys.length > 0) return undefined
  const secret = newSecret(mode)
  // Of several instances that start at once one makes it and says it; the others find it made.
  const isMade = yield* Effect.matchEffect(keyring.add(root, hashOf(secret)), {
    onSuccess: () => Effect.succeed(true),
    onFailure: (error) =>
      Effect.flatMap(keyring.keys(root.scope), ({ length }) =>
        length > 0 ? Effect.succeed(false) : Effect.fail(error),
      ),
  })
  if (!isMade) return undefined
  yield* Effect.sync(() => void process.stderr.write(`${firstWords(secret)}\n`))
  return undefined
})

const firstWords = (secret: string): string =>
  `this store has no key yet. Its root key, shown this once: ${secret}\n` +
  "Set REFUND_RULES_ROOT_KEY to use one of your own."
