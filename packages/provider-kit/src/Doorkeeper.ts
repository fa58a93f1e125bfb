/** The port to whoever knows API keys: a facade hands over the secret it was given and learns who asks. */
import type { Caller, KeyScope, StoreUnavailable } from "@refund-rules/engine"
import { Context, type Effect } from "effect"

/**
 * Who may come in, and what they may do there.
 *
 * @since 0.1.0
 */
export interface Admitted {
  readonly caller: Caller
  /** The id of the key, which is no secret. */
  readonly keyId: string
  readonly scopes: readonly KeyScope[]
}

/**
 * Knows API keys. Undefined for every secret that opens nothing, whatever the reason; `"too many"` where it does, and
 * asked too often.
 *
 * @since 0.1.0
 */
export class Doorkeeper extends Context.Service<
  Doorkeeper,
  { readonly admit: (secret: string) => Effect.Effect<Admitted | "too many" | undefined, StoreUnavailable> }
>()("@refund-rules/provider-kit/Doorkeeper") {}
