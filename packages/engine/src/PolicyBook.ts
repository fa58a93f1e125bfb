/**
 * The port to policies: every version there ever was, each with the instant from which it is in force.
 *
 * @since 0.1.0
 */
import type { Policy } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * One version of a policy: its content never changes, its hash says which content it is.
 *
 * @since 0.1.0
 */
export interface PolicyVersion {
  readonly id: string
  readonly version: number
  readonly hash: string
  /** As the policy says, or else the instant it was published. */
  readonly effectiveFrom: string
  readonly policy: Policy
}

/**
 * Keeps the versions of policies.
 *
 * Law of permanence: a version, once published, is found for ever with the same hash; publishing the content of the
 * latest version again makes none.
 * Law of number: the versions of a policy count 1, 2, 3 in the order they were published.
 *
 * @since 0.1.0
 */
export class PolicyBook extends Context.Service<
  PolicyBook,
  {
    readonly publish: (scope: Scope, policy: Policy, at: string) => Effect.Effect<PolicyVersion, StoreUnavailable>
    /** The oldest first; none where no such policy was ever published. */
    readonly versions: (scope: Scope, id: string) => Effect.Effect<readonly PolicyVersion[], StoreUnavailable>
  }
>()("@refund-rules/engine/PolicyBook") {}
