/**
 * The port to policies: which version is in force for a case, whenever it is asked.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * One stored version of a policy: its content never changes, its hash says which content it is.
 *
 * @since 0.1.0
 */
export interface PolicyVersion {
  readonly id: string
  readonly version: number
  readonly hash: string
  readonly effectiveFrom: string
  readonly content: unknown
}

/**
 * Keeps the versions of policies.
 *
 * Law of permanence: a version, once published, is found for ever with the same hash; the same content published again
 * is the same version.
 * Law of force: at every instant exactly one version of a policy is in force: the latest that took effect by then.
 *
 * @since 0.1.0
 */
export class PolicyBook extends Context.Service<
  PolicyBook,
  {
    readonly publish: (scope: Scope, id: string, content: unknown) => Effect.Effect<PolicyVersion, StoreUnavailable>
    /** No version: nothing but the invariants applies. */
    readonly inForce: (
      scope: Scope,
      id: string,
      at: string,
    ) => Effect.Effect<PolicyVersion | undefined, StoreUnavailable>
    readonly versions: (scope: Scope, id: string) => Effect.Effect<readonly PolicyVersion[], StoreUnavailable>
  }
>()("@refund-rules/engine/PolicyBook") {}
