/**
 * The port to what providers told us: each notice is kept once, and waits until it is taken.
 *
 * @since 0.1.0
 */
import type { Payment } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Notice, Telling } from "./Notice.ts"
import type { Scope } from "./Scope.ts"

/**
 * How a notice stands that somebody keeps: `payment` is the one its names name, where there is one.
 *
 * @since 0.1.0
 */
export interface NoticeKept {
  readonly isTaken: boolean
  readonly paymentId?: string
  /** An incident was opened with it, in the same commit. */
  readonly opened?: true
}

/**
 * A notice that waits to be taken.
 *
 * @since 0.1.0
 */
export interface NoticeWaiting {
  readonly scope: Scope
  readonly notice: Notice & { readonly tells: Telling }
  readonly receivedAt: string
}

/**
 * Keeps notices.
 *
 * Law of the notice: one of an id is kept once per merchant, mode and provider, however often and from however many sides
 * it comes; once kept it waits until it is taken, and once taken it never waits again.
 * Law of the orphan: where nothing that is registered bears one of its names, an `orphan_webhook` is opened in the same
 * commit, and closed in the one in which it is taken. No notice opens more than one.
 *
 * @since 0.1.0
 */
export class NoticeBook extends Context.Service<
  NoticeBook,
  {
    /** Keeps a notice, unless it is kept; one that tells nothing is taken at once. */
    readonly keep: (scope: Scope, notice: Notice, at: string) => Effect.Effect<NoticeKept, StoreUnavailable>
    /** It was taken by this payment: what it says is done, or need not be. */
    readonly take: (
      scope: Scope,
      notice: Pick<Notice, "id" | "provider">,
      paymentId: string,
    ) => Effect.Effect<void, StoreUnavailable>
    /** The orphans that one of these names names, the oldest first. */
    readonly orphans: (
      scope: Scope,
      provider: string,
      names: Payment["references"],
    ) => Effect.Effect<readonly NoticeWaiting[], StoreUnavailable>
    /** Notices of any scope that wait and are due, the longest due first. */
    readonly due: (at: string, atMost: number) => Effect.Effect<readonly NoticeWaiting[], StoreUnavailable>
    /** Lets one wait until an instant; with a detail an `orphan_webhook` is opened, unless it has one: true where it was. */
    readonly putOff: (
      waiting: Pick<NoticeWaiting, "notice" | "scope">,
      until: string,
      told?: { readonly detail: string; readonly at: string },
    ) => Effect.Effect<boolean, StoreUnavailable>
  }
>()("@refund-rules/engine/NoticeBook") {}
