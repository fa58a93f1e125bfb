/**
 * The port to everything that happened, in one order that nobody misses anything of: payments' events and incidents.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * How far somebody has read: all events up to `position`, all that happened to incidents up to `turn`.
 *
 * @since 0.1.0
 */
export interface FeedPlace {
  readonly position: number
  readonly turn: number
}

/**
 * Something that happened, as it is told outside; `id` is the same however often that is, `sequence` counts within its
 * payment, or within its incident.
 *
 * @since 0.1.0
 */
export interface Told {
  readonly id: string
  readonly sequence: number
  /** `refund.<status>`, `session.*`, `dispute.*`, `payment.grown`, `incident.opened`, `incident.resolved` and the like. */
  readonly type: string
  /** Left out where an incident is about no payment. */
  readonly paymentId?: string
  readonly refundId?: string
  readonly at: string
  readonly by?: string
  /** The link of its payment's or its incident's chain. */
  readonly hash: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * One of the feed: whose it is, and where somebody is who has read it and all before it.
 *
 * @since 0.1.0
 */
export interface FeedEvent extends Told {
  readonly scope: Scope
  readonly place: FeedPlace
}

/**
 * Reads the feed, of a scope or of all.
 *
 * Law of the feed: whoever reads on from the place of the last event that was given is given every event that ever becomes
 * durable, once and in the same order as everybody, however many commit at the same time.
 * Law of the payment: the events of one payment come in their sequence; so do those of one incident.
 *
 * @since 0.1.0
 */
export class Feed extends Context.Service<
  Feed,
  {
    /** What comes after a place, the oldest first. */
    readonly read: (
      of: { readonly scope?: Scope; readonly after?: FeedPlace },
      limit: number,
    ) => Effect.Effect<readonly FeedEvent[], StoreUnavailable>
    /** The place of an event of this scope by its id; undefined where it has none of that id. */
    readonly placeOf: (scope: Scope, id: string) => Effect.Effect<FeedPlace | undefined, StoreUnavailable>
    /** The newest there is of this scope. */
    readonly newest: (scope: Scope) => Effect.Effect<FeedEvent | undefined, StoreUnavailable>
  }
>()("@refund-rules/engine/Feed") {}
