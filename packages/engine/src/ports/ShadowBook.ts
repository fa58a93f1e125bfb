/**
 * The port to what a version in shadow would have said otherwise: each difference beside the decision that was made.
 *
 * @since 0.1.0
 */
import type { PolicyRef, Verdict } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { Invalid } from "../errors.ts"
import type { Decided, ShadowRuling, StoreUnavailable } from "./LedgerStore.ts"
import type { Page, Paging } from "./Records.ts"
import type { Scope } from "./Scope.ts"

interface Side {
  /** Left out where it failed. */
  readonly verdict?: Verdict
  readonly amount: number
  readonly codes: readonly string[]
}

/**
 * A decision that the version in shadow would have made otherwise.
 *
 * @since 0.1.0
 */
export interface Difference {
  readonly id: string
  readonly at: string
  readonly paymentId: string
  readonly refundId?: string
  readonly sessionId?: string
  readonly currency: string
  /** The version in shadow. */
  readonly policy: PolicyRef
  readonly decided: Side & { readonly policy?: PolicyRef }
  readonly shadow: Side & { readonly failure?: string }
}

/**
 * Reads differences; a store keeps them in the commit of the decision they belong to.
 *
 * Law of differences: what a version in shadow decided alike is not here; what it decided otherwise, or could not decide,
 * is here once.
 *
 * @since 0.1.0
 */
export class ShadowBook extends Context.Service<
  ShadowBook,
  {
    /** The newest first. */
    readonly differences: (
      scope: Scope,
      of: { readonly policyId: string; readonly version?: number },
      paging: Paging,
    ) => Effect.Effect<Page<Difference>, Invalid | StoreUnavailable>
    /** By version, and from which verdict to which: `Approve Refuse`. */
    readonly counts: (
      scope: Scope,
      policyId: string,
    ) => Effect.Effect<
      readonly { readonly version: number; readonly moved: string; readonly count: number }[],
      StoreUnavailable
    >
  }
>()("@refund-rules/engine/ShadowBook") {}

/**
 * Whether a version in shadow would have answered otherwise, or not at all.
 *
 * @example
 * ```ts
 * import { isDifferent } from "@refund-rules/engine"
 *
 * const policy = { id: "shop", version: 2, hash: "sha256:0" }
 * const beside = { amount: 500, currency: "EUR", milliseconds: 0 }
 * isDifferent({ verdict: "Approve" }, { policy, verdict: "Approve", amount: 500, codes: [], beside }) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isDifferent = ({ verdict }: Pick<Decided, "verdict">, shadow: ShadowRuling): boolean =>
  shadow.verdict !== verdict || shadow.amount !== shadow.beside.amount

/**
 * From which verdict to which; `Failed` where there was none.
 *
 * @example
 * ```ts
 * import { movedOf } from "@refund-rules/engine"
 *
 * movedOf({ verdict: "Approve" }, {}) // => "Approve Failed"
 * ```
 *
 * @since 0.1.0
 */
export const movedOf = ({ verdict }: Pick<Decided, "verdict">, shadow: Pick<ShadowRuling, "verdict">): string =>
  `${verdict} ${shadow.verdict ?? "Failed"}`
