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
 * How a version stands: kept only, deciding beside the one in force, or itself in force from its instant on.
 *
 * @since 0.1.0
 */
export type PolicyStatus = "draft" | "shadow" | "active"

/**
 * One version of a policy: its content never changes, its hash says which content it is.
 *
 * @since 0.1.0
 */
export interface PolicyVersion {
  readonly id: string
  readonly version: number
  readonly hash: string
  readonly status: PolicyStatus
  /** In shadow or in force from then on: as was said, or as the policy says, or else the instant it was published. */
  readonly effectiveFrom: string
  readonly policy: Policy
}

/**
 * How a version is to stand, and from when on; at once where that is left out, unless the policy names a later instant.
 *
 * @since 0.1.0
 */
export interface Standing {
  readonly status: PolicyStatus
  readonly effectiveFrom?: string
}

/**
 * Keeps the versions of policies.
 *
 * Law of permanence: a version, once published, is found for ever with the same hash; publishing the content of the
 * latest version again makes none.
 * Law of standing: publishing the content of the latest version again never takes it back, from `active` to `shadow` or
 * from `shadow` to `draft`; only `setStatus` does.
 * Law of number: the versions of a policy count 1, 2, 3 in the order they were published.
 *
 * @since 0.1.0
 */
export class PolicyBook extends Context.Service<
  PolicyBook,
  {
    /** `active` unless said otherwise. */
    readonly publish: (
      scope: Scope,
      policy: Policy,
      at: string,
      standing?: Standing,
    ) => Effect.Effect<PolicyVersion, StoreUnavailable>
    /** Undefined where there is no such version. */
    readonly setStatus: (
      scope: Scope,
      of: Pick<PolicyVersion, "id" | "version">,
      standing: Standing,
      at: string,
    ) => Effect.Effect<PolicyVersion | undefined, StoreUnavailable>
    /** The oldest first; none where no such policy was ever published. */
    readonly versions: (scope: Scope, id: string) => Effect.Effect<readonly PolicyVersion[], StoreUnavailable>
  }
>()("@refund-rules/engine/PolicyBook") {}
