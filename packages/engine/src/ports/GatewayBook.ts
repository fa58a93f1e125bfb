/**
 * The port to where merchants' providers are: their addresses, and their secrets as a text nobody here can read.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * A merchant's gateway to a provider, as it is kept. Without a sealed text it was taken away.
 *
 * @since 0.1.0
 */
export interface GatewayKept {
  readonly scope: Scope
  readonly provider: string
  readonly url?: string
  /** The secrets, sealed by whoever has the key for it. */
  readonly sealed?: string
  readonly changedAt: string
  /** Counts the changes of the whole book: whoever saw one asks for those after it. */
  readonly turn: number
}

/**
 * Keeps gateways, and never sees a secret.
 *
 * Law of the turn: a change is seen by everybody who asks for those after a turn that came before it.
 *
 * @since 0.1.0
 */
export class GatewayBook extends Context.Service<
  GatewayBook,
  {
    /** Changes one as it stands, in one step; undefined takes it away. The change may be asked for again. */
    readonly change: (
      scope: Scope,
      provider: string,
      at: string,
      change: (before: GatewayKept | undefined) => Pick<GatewayKept, "sealed" | "url"> | undefined,
    ) => Effect.Effect<GatewayKept, StoreUnavailable>
    /** Those of any scope that changed after a turn, the latest last. */
    readonly changedAfter: (turn: number) => Effect.Effect<readonly GatewayKept[], StoreUnavailable>
  }
>()("@refund-rules/engine/GatewayBook") {}
