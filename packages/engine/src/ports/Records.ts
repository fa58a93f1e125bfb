/**
 * The port to reading: lists a merchant's payments, refunds and events by cursor, and proves the whole store.
 *
 * @since 0.1.0
 */
import type { Dispute, Event, Payment, Refund, Session } from "@refund-rules/core"
import { Context, type Effect, type Stream } from "effect"
import type { Invalid } from "../errors.ts"
import type { Alarm, Decided, StoreUnavailable, Personal } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * Where a list goes on; `cursor` is what the page before gave, and belongs to the same scope and filter.
 *
 * @since 0.1.0
 */
export interface Paging {
  readonly limit: number
  readonly cursor?: string
  /** Instead of a cursor: the records next to this one, on one side of it; newest first all the same. */
  readonly beside?: { readonly at: string; readonly id: string; readonly side: "older" | "newer" }
  /** Instead of a cursor: so many of the newest records are passed over. */
  readonly skip?: number
}

/**
 * A part of a list, newest first; without `nextCursor` it was the last.
 *
 * @since 0.1.0
 */
export interface Page<A> {
  readonly items: readonly A[]
  readonly nextCursor?: string
}

/**
 * A refund as it stands, with what it is part of and how it was decided.
 *
 * @since 0.1.0
 */
export interface RefundRecord {
  readonly paymentId: string
  readonly provider: string
  readonly currency: string
  readonly refund: Refund
  /** Left out where it was adopted. */
  readonly decided?: Decided
}

/**
 * A session as it stands.
 *
 * @since 0.1.0
 */
export interface SessionRecord {
  readonly paymentId: string
  readonly provider: string
  readonly currency: string
  readonly session: Session
  /** As it was when it was opened; a refund out of it is decided so too. */
  readonly decided?: Decided
}

/**
 * Which refunds; what is left out does not narrow. Instants are of creation, the end exclusive.
 *
 * @since 0.1.0
 */
export interface RefundFilter {
  readonly paymentId?: string
  /** What the provider calls it. */
  readonly providerRefundId?: string
  readonly status?: Refund["status"]
  /** Any of these. */
  readonly statuses?: readonly Refund["status"][]
  readonly reason?: string
  readonly provider?: string
  readonly customerId?: string
  readonly currency?: string
  readonly amountFrom?: number
  readonly amountTo?: number
  readonly from?: string
  readonly until?: string
}

/**
 * Which payments.
 *
 * @since 0.1.0
 */
export interface PaymentFilter {
  readonly provider?: string
  readonly customerId?: string
  readonly currency?: string
  readonly status?: Payment["status"]
  readonly from?: string
  readonly until?: string
}

/**
 * One event with its place: `sequence` counts within its payment, `position` over the whole store, both without a gap.
 *
 * @since 0.1.0
 */
export interface RecordedEvent {
  readonly scope: Scope
  readonly paymentId: string
  readonly position: number
  readonly sequence: number
  readonly event: Event
  readonly by?: string
  /** The link of the payment's chain: covers the link before, and everything here but `position`. */
  readonly hash: string
}

/**
 * An alarm with its life.
 *
 * @since 0.1.0
 */
export interface Incident extends Alarm {
  readonly id: string
  readonly paymentId?: string
  readonly status: "open" | "resolved"
  readonly openedAt: string
  readonly resolvedBy?: string
  readonly resolution?: string
}

/**
 * What does not add up: about one payment, or, where `paymentId` is empty, about what is of no payment.
 *
 * @since 0.1.0
 */
export interface Broken {
  readonly scope: Scope
  readonly paymentId: string
  readonly what: "fold" | "balance" | "lines" | "chain" | "refunds" | "sessions" | "disputes" | "incidents" | "seals"
  readonly detail: string
}

/**
 * Reads what a store keeps, each list in one indexed query.
 *
 * Law of lists: while nothing changes, the pages of a list hold each record once; a record added meanwhile never makes
 * another appear twice or not at all. A cursor of another scope or filter, or one nobody gave, is `Invalid`.
 * Law of proof: `verify` finds every payment whose stored balance, rows or chain is not the fold of its events, every
 * incident that is not what was told of it, and every seal that is not over what is there.
 *
 * @since 0.1.0
 */
export class Records extends Context.Service<
  Records,
  {
    readonly payments: (
      scope: Scope,
      filter: PaymentFilter,
      paging: Paging,
    ) => Effect.Effect<Page<Payment & { readonly id: string }>, Invalid | StoreUnavailable>
    /** The payment a provider's references name. */
    readonly paymentNamed: (
      scope: Scope,
      provider: string,
      references: Payment["references"],
    ) => Effect.Effect<string | undefined, StoreUnavailable>
    readonly refund: (scope: Scope, refundId: string) => Effect.Effect<RefundRecord | undefined, StoreUnavailable>
    readonly refunds: (
      scope: Scope,
      filter: RefundFilter,
      paging: Paging,
    ) => Effect.Effect<Page<RefundRecord>, Invalid | StoreUnavailable>
    readonly session: (scope: Scope, sessionId: string) => Effect.Effect<SessionRecord | undefined, StoreUnavailable>
    readonly sessions: (
      scope: Scope,
      filter: { readonly paymentId?: string; readonly status?: Session["status"] },
      paging: Paging,
    ) => Effect.Effect<Page<SessionRecord>, Invalid | StoreUnavailable>
    readonly dispute: (
      scope: Scope,
      disputeId: string,
    ) => Effect.Effect<{ readonly paymentId: string; readonly dispute: Dispute } | undefined, StoreUnavailable>
    /** Open sessions of any scope whose end has come, the earliest first. */
    readonly sessionsEnded: (
      asOf: string,
      atMost: number,
    ) => Effect.Effect<
      readonly { readonly scope: Scope; readonly paymentId: string; readonly sessionId: string }[],
      StoreUnavailable
    >
    /** Of one payment those after a `sequence`; else all of the scope after a `position`, as they became durable. Oldest first. */
    readonly events: (
      scope: Scope,
      of: { readonly paymentId?: string; readonly after?: number },
      limit: number,
    ) => Effect.Effect<readonly RecordedEvent[], StoreUnavailable>
    readonly incidents: (
      scope: Scope,
      filter: { readonly status?: Incident["status"]; readonly paymentId?: string; readonly kind?: Incident["kind"] },
      paging: Paging,
    ) => Effect.Effect<Page<Incident>, Invalid | StoreUnavailable>
    /** False where there is no such open incident. */
    readonly resolveIncident: (
      scope: Scope,
      id: string,
      by: { readonly actor: string; readonly resolution: string },
    ) => Effect.Effect<boolean, StoreUnavailable>
    /** What is kept apart of people, by name; what was erased, or never was there, is left out. */
    readonly personal: (
      scope: Scope,
      names: readonly string[],
    ) => Effect.Effect<ReadonlyMap<string, Personal>, StoreUnavailable>
    /** Erases what is kept apart of a customer, and tells of how many payments and notes it was; no chain changes by it. */
    readonly erasePersonal: (scope: Scope, customerId: string) => Effect.Effect<number, StoreUnavailable>
    /** The latest instant anything kept here carries: time never runs back behind it. */
    readonly latest: Effect.Effect<string | undefined, StoreUnavailable>
    /** Folds every payment of every scope; emits its id, and what is broken about it, then whatever else is. Memory stays bounded. */
    readonly verify: Stream.Stream<{ readonly paymentId: string; readonly broken: readonly Broken[] }, StoreUnavailable>
  }
>()("@refund-rules/engine/Records") {}
