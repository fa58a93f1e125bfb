/** Whose refunds these are, in Dodo's words: the business a merchant says it is, else the merchant itself. */
import { Keyring, type Scope, type StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"

/** Finds the business of a merchant. */
export type BusinessOf = (scope: Scope) => Effect.Effect<string, StoreUnavailable>

/** By the merchant's setting `dodoBusinessId`. */
export const businesses: Effect.Effect<BusinessOf, never, Keyring> = Effect.map(
  Keyring,
  (keyring): BusinessOf =>
    ({ merchant }) =>
      Effect.map(keyring.merchant(merchant), (found) => {
        const set = found?.settings["dodoBusinessId"]
        return typeof set === "string" && set !== "" ? set : merchant
      }),
)
