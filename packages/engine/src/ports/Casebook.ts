/**
 * The port to what was decided: every decision of a scope with the ledger it was made on, so that it can be made again.
 *
 * @since 0.1.0
 */
import type { Ledger } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { Decided, Past, StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * A decision that was made once, on the ledger as it then stood.
 *
 * @since 0.1.0
 */
export interface PastDecision {
  readonly paymentId: string
  readonly ledger: Ledger
  readonly decided: Decided
  /** What was held to be paid; 0 where it was refused. */
  readonly amount: number
  readonly past?: Past
}

/**
 * Which payments, by their ids: after one, up to another, and only some of those.
 *
 * @since 0.1.0
 */
export interface Span {
  readonly after?: string
  readonly until?: string
  readonly only?: (paymentId: string) => boolean
  /** Claims of other payments are read as far back as this before each ask. */
  readonly looking?: { readonly customerDays?: number; readonly actorDays?: number }
}

/**
 * Some of the decisions, those of a payment together; without `next` they were the last.
 *
 * @since 0.1.0
 */
export interface PastDecisions {
  readonly decisions: readonly PastDecision[]
  readonly next?: string
}

/**
 * Reads past decisions in the order of their payments' ids.
 *
 * Law of the facts: the ledger is the fold of the events that had happened when it was decided, no more and no less.
 * Law of the walk: spans that follow each other give every decision once, whatever is decided meanwhile on others.
 *
 * @since 0.1.0
 */
export class Casebook extends Context.Service<
  Casebook,
  {
    /** The decisions of so many payments at most. */
    readonly read: (scope: Scope, span: Span, payments: number) => Effect.Effect<PastDecisions, StoreUnavailable>
    /** Ids that cut all payments of a scope into so many spans at most, each of at least so many payments but the last. */
    readonly cuts: (scope: Scope, parts: number, atLeast: number) => Effect.Effect<readonly string[], StoreUnavailable>
  }
>()("@refund-rules/engine/Casebook") {}
