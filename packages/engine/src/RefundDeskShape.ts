/**
 * What a desk does, and how it answers: payments, quotes, refunds, sessions, disputes, approvals and history, over the ports.
 * No network inside a commit; an answer is given after it is durable; a refusal is an answer, not an error.
 *
 * @since 0.1.0
 */
import type {
  Balance,
  Decision,
  Ledger,
  Metadata,
  Payment,
  PolicyRef,
  Quote,
  Reason,
  RefundStatus,
} from "@refund-rules/core"
import type { Effect, Stream } from "effect"
import type { Conflict, Invalid, KeyInFlight, KeyReused, NotFound } from "./errors.ts"
import type { ProviderFact } from "./ports/ProviderFact.ts"
import type { OnceKey, ReferenceTaken, StoreUnavailable } from "./ports/LedgerStore.ts"
import type { Broken, Page, Paging, PaymentFilter, RecordedEvent, RefundFilter } from "./ports/Records.ts"
import type { Scope } from "./ports/Scope.ts"

/**
 * A refund as it is told: the same words on every door.
 *
 * @since 0.1.0
 */
export interface RefundView {
  readonly id: string
  readonly paymentId: string
  readonly provider: string
  readonly providerRefundId: string | null
  readonly status: RefundStatus
  /** Why it failed, in the provider's own word; null where it did not, or nobody said. */
  readonly failureCode: string | null
  /** Null where it was made at the provider. */
  readonly verdict: "Approve" | "Review" | null
  /** What is paid. */
  readonly amount: number
  readonly currency: string
  readonly lines: Quote["lines"]
  readonly retained: number
  readonly reason: Reason | null
  readonly note: string | null
  readonly metadata: Metadata
  readonly requestedBy: string | null
  readonly policy: PolicyRef | null
  readonly createdAt: string
  readonly updatedAt: string
}

/**
 * A payment with where its money stands.
 *
 * @since 0.1.0
 */
export type PaymentView = Payment & { readonly id: string; readonly balance: Balance }

/**
 * A session as it is told.
 *
 * @since 0.1.0
 */
export interface SessionView {
  readonly id: string
  readonly paymentId: string
  readonly provider: string
  readonly status: "open" | "executed" | "expired" | "canceled"
  readonly amount: number
  readonly currency: string
  readonly lines: Quote["lines"]
  readonly retained: number
  readonly refundId: string | null
  readonly expiresAt: string
  readonly metadata: Metadata
  readonly requestedBy: string | null
}

/**
 * Why nothing was held: the foremost code, what could have been had, and the whole decision.
 *
 * @since 0.1.0
 */
export interface Refusal {
  readonly _tag: "Refused"
  readonly code: string
  readonly available: number
  /** Null where the ask names no amount that could be worked out. */
  readonly requested: number | null
  readonly currency: string
  readonly decision: Decision
}

/**
 * The answer to a request: held and on its way, held until somebody approves, or refused.
 *
 * @since 0.1.0
 */
export type RefundAnswer =
  | { readonly _tag: "Accepted"; readonly refund: RefundView; readonly decision: Decision }
  | { readonly _tag: "Review"; readonly refund: RefundView; readonly decision: Decision }
  | Refusal

/**
 * The answer to a session's opening.
 *
 * @since 0.1.0
 */
export type SessionAnswer = { readonly _tag: "Opened"; readonly session: SessionView } | Refusal

/**
 * An answer under a key: given now, or given again. `Current` is what stands now, where the answer is no longer kept.
 *
 * @since 0.1.0
 */
export interface Answered<A, Current> {
  readonly replayed: boolean
  readonly answer: A | { readonly _tag: "Current"; readonly value: Current }
}

/**
 * Who acts: the authenticated actor, never what a body says. `roles` are judged by a policy's approval.
 *
 * @since 0.1.0
 */
export interface Actor {
  readonly id: string
  readonly roles?: readonly string[]
  /** The most that a refund or session of theirs may pay, judged where it is held. */
  readonly atMost?: number
  /** The most that all of theirs of any 24 hours may pay, by currency; judged under the guard, so no race overspends it. */
  readonly atMostPerDay?: Readonly<Record<string, number>>
}

/**
 * Where and by whom something is asked; every method takes it first.
 *
 * @since 0.1.0
 */
export interface Caller {
  readonly scope: Scope
  readonly actor: Actor
}

type Moving = Conflict | Invalid | NotFound | StoreUnavailable
type Keyed = KeyInFlight | KeyReused

/**
 * What a desk does. Asks and payments come as JSON and are read here, once; what cannot be read is `Invalid` with every
 * fault.
 *
 * @since 0.1.0
 */
export interface RefundDeskShape {
  /**
   * New, known with the same facts or grown; other facts are a `payment_conflict`. Without an id one is made. What its
   * provider tells of refunds before, just looked up, counts from the very commit that lets it be refunded.
   */
  readonly registerPayment: (
    caller: Caller,
    payment: unknown,
    earlier?: readonly ProviderFact[],
  ) => Effect.Effect<
    { readonly payment: PaymentView; readonly isNew: boolean },
    Conflict | Invalid | ReferenceTaken | StoreUnavailable
  >
  /** Registers many, in order; what became of each, by its place. */
  readonly importPayments: <E>(
    caller: Caller,
    payments: Stream.Stream<unknown, E>,
  ) => Stream.Stream<
    {
      readonly index: number
      readonly paymentId?: string
      readonly isNew?: boolean
      readonly error?: Conflict | Invalid
    },
    E | StoreUnavailable
  >
  /** Prices and decides without holding anything. */
  readonly quote: (
    caller: Caller,
    input: { readonly paymentId: string; readonly ask: unknown },
  ) => Effect.Effect<{ readonly quote: Quote; readonly decision: Decision }, Invalid | NotFound | StoreUnavailable>
  /** Decides and, unless refused, holds: one key, one refund, for ever. */
  readonly request: (
    caller: Caller,
    input: {
      readonly key: OnceKey
      readonly paymentId: string
      readonly ask: unknown
      readonly metadata?: unknown
      /**
       * For clients that send no keys: the refund that an earlier attempt at this request made, judged under the guard. It
       * is answered as `Current` then, and nothing is asked for.
       */
      readonly repeats?: (ledger: Ledger) => string | undefined
    },
  ) => Effect.Effect<Answered<RefundAnswer, RefundView>, Conflict | Invalid | NotFound | Keyed | StoreUnavailable>
  readonly approve: (caller: Caller, refundId: string) => Effect.Effect<RefundView, Moving>
  readonly reject: (caller: Caller, refundId: string) => Effect.Effect<RefundView, Moving>
  readonly cancel: (caller: Caller, refundId: string) => Effect.Effect<RefundView, Moving>
  /** An operator says what became of an unknown refund, with a reason that is kept. */
  readonly resolve: (
    caller: Caller,
    input: {
      readonly refundId: string
      readonly outcome: "succeeded" | "failed"
      readonly reason: string
      readonly providerRefundId?: string
    },
  ) => Effect.Effect<RefundView, Moving>
  readonly setMetadata: (caller: Caller, refundId: string, metadata: unknown) => Effect.Effect<RefundView, Moving>
  readonly openSession: (
    caller: Caller,
    input: {
      readonly key: OnceKey
      readonly paymentId: string
      readonly ask: unknown
      readonly expiresAt?: string
      readonly metadata?: unknown
      /** The id it gets, where a door has ids of a form of its own; it must be new to the merchant. */
      readonly sessionId?: string
    },
  ) => Effect.Effect<Answered<SessionAnswer, SessionView>, Conflict | Invalid | NotFound | Keyed | StoreUnavailable>
  readonly executeSession: (
    caller: Caller,
    input: {
      readonly key: OnceKey
      readonly sessionId: string
      /** The id the refund gets, where a door has ids of a form of its own; it must be new to the merchant. */
      readonly refundId?: string
    },
  ) => Effect.Effect<Answered<{ readonly _tag: "Accepted"; readonly refund: RefundView }, RefundView>, Keyed | Moving>
  readonly cancelSession: (caller: Caller, sessionId: string) => Effect.Effect<SessionView, Moving>
  readonly recordDispute: (
    caller: Caller,
    input: {
      readonly paymentId: string
      readonly disputeId: string
      readonly amount: number
      readonly status: "open" | "won" | "lost"
    },
  ) => Effect.Effect<PaymentView, Moving>
  /** What a provider says of a refund: applied only forward; a refund nobody here started is adopted. */
  readonly recordFact: (
    caller: Caller,
    input: {
      readonly paymentId: string
      readonly refundId?: string
      readonly providerRefundId: string
      readonly status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled"
      readonly amount: number
      readonly currency: string
      /** Why it failed, in the provider's own word. */
      readonly code?: string
      /** It was just looked up: a refund known as failed may then turn out to have succeeded, and one that nobody here
       * started is held while it is not done. */
      readonly isFresh?: boolean
    },
  ) => Effect.Effect<RefundView, Moving>
  readonly payment: (caller: Caller, id: string) => Effect.Effect<PaymentView, NotFound | StoreUnavailable>
  readonly payments: (
    caller: Caller,
    filter: PaymentFilter,
    paging: Paging,
  ) => Effect.Effect<Page<Payment & { readonly id: string }>, Invalid | StoreUnavailable>
  readonly refund: (caller: Caller, id: string) => Effect.Effect<RefundView, NotFound | StoreUnavailable>
  readonly refunds: (
    caller: Caller,
    filter: RefundFilter,
    paging: Paging,
  ) => Effect.Effect<Page<RefundView>, Invalid | StoreUnavailable>
  readonly session: (caller: Caller, id: string) => Effect.Effect<SessionView, NotFound | StoreUnavailable>
  readonly sessions: (
    caller: Caller,
    filter: { readonly paymentId?: string; readonly status?: SessionView["status"] },
    paging: Paging,
  ) => Effect.Effect<Page<SessionView>, Invalid | StoreUnavailable>
  /** Of one payment those after a `sequence`, else all after a `position`; the oldest first. */
  readonly events: (
    caller: Caller,
    of: { readonly paymentId?: string; readonly after?: number },
    limit: number,
  ) => Effect.Effect<readonly RecordedEvent[], NotFound | StoreUnavailable>
  /** Erases a customer's name, email, phone, metadata and notes, and tells of how many payments and notes it was. */
  readonly erasePersonalData: (caller: Caller, customerId: string) => Effect.Effect<number, StoreUnavailable>
  /** Folds every payment of the store and compares what is stored; memory stays bounded. */
  readonly verify: Stream.Stream<{ readonly paymentId: string; readonly broken: readonly Broken[] }, StoreUnavailable>
}
