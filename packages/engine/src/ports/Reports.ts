/**
 * The port to sums over refunds: what was asked for in a period, by what matters to whoever keeps the books.
 *
 * @since 0.1.0
 */
import type { RefundStatus } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * Refunds that are alike: how many there are, and what they pay together.
 *
 * @since 0.1.0
 */
export interface RefundTotal {
  readonly status: RefundStatus
  readonly reason: string | null
  readonly provider: string
  readonly currency: string
  readonly refunds: number
  /** Exact as far as it is a safe integer; never a safe integer where the sum is none. */
  readonly amount: number
}

/**
 * Sums refunds as they stand now, by when they were asked for.
 *
 * Law of sums: periods that follow each other add up to the whole; every refund of the scope is in one of them.
 *
 * @since 0.1.0
 */
export class Reports extends Context.Service<
  Reports,
  {
    /** Those asked for from an instant on, and before another. */
    readonly refunds: (
      scope: Scope,
      period: { readonly from: string; readonly until: string },
    ) => Effect.Effect<readonly RefundTotal[], StoreUnavailable>
  }
>()("@refund-rules/engine/Reports") {}
