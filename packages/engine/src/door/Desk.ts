/** The desk for those who know promises: plain values in, plain values out, refusals as answers, everything else rejects. */
import type { Decision, Payment, Quote } from "@refund-rules/core"
import type { Broken, Page, Paging, PaymentFilter, RecordedEvent, RefundFilter } from "../ports/Records.ts"
import type {
  Actor,
  PaymentView,
  RefundAnswer,
  RefundDeskShape,
  RefundView,
  SessionAnswer,
  SessionView,
} from "../RefundDeskShape.ts"

/**
 * An answer under a key, and whether it was given before; `Current` is what stands, where the first answer is not kept.
 *
 * @since 0.1.0
 */
export type Keyed<A, Current> = (A | { readonly _tag: "Current"; readonly value: Current }) & {
  readonly replayed: boolean
}

/**
 * An ask of a payment: under `ask`, or its members beside the others.
 *
 * @since 0.1.0
 */
export interface AskOf {
  readonly paymentId: string
  readonly ask?: unknown
  readonly [member: string]: unknown
}

type InputOf<Method extends "recordDispute" | "recordFact" | "resolve"> = Parameters<RefundDeskShape[Method]>[1]

/**
 * A desk over a database, for one merchant in one mode. What is wrong rejects with `Invalid`, `Conflict`, `NotFound`,
 * `KeyReused`, `KeyInFlight`, `ReferenceTaken` or `StoreUnavailable`, told apart by `_tag`.
 *
 * @since 0.1.0
 */
export interface Desk {
  readonly registerPayment: (payment: unknown) => Promise<{ readonly payment: PaymentView; readonly isNew: boolean }>
  /** What became of each, by its place; nothing is read ahead of what is asked for but some. */
  readonly importPayments: (payments: AsyncIterable<unknown> | Iterable<unknown>) => AsyncIterable<{
    readonly index: number
    readonly paymentId?: string
    readonly isNew?: boolean
    readonly error?: unknown
  }>
  readonly quote: (asked: AskOf) => Promise<{ readonly quote: Quote; readonly decision: Decision }>
  readonly request: (
    asked: AskOf & { readonly key: string; readonly metadata?: unknown },
  ) => Promise<Keyed<RefundAnswer, RefundView>>
  readonly approve: (refundId: string) => Promise<RefundView>
  readonly reject: (refundId: string) => Promise<RefundView>
  readonly cancel: (refundId: string) => Promise<RefundView>
  readonly resolve: (input: InputOf<"resolve">) => Promise<RefundView>
  readonly setMetadata: (refundId: string, metadata: unknown) => Promise<RefundView>
  readonly openSession: (
    asked: AskOf & { readonly key: string; readonly expiresAt?: string; readonly metadata?: unknown },
  ) => Promise<Keyed<SessionAnswer, SessionView>>
  readonly executeSession: (input: {
    readonly key: string
    readonly sessionId: string
  }) => Promise<Keyed<{ readonly _tag: "Accepted"; readonly refund: RefundView }, RefundView>>
  readonly cancelSession: (sessionId: string) => Promise<SessionView>
  readonly recordDispute: (input: InputOf<"recordDispute">) => Promise<PaymentView>
  readonly recordFact: (input: InputOf<"recordFact">) => Promise<RefundView>
  readonly payment: (id: string) => Promise<PaymentView>
  readonly payments: (
    filter?: PaymentFilter,
    paging?: Partial<Paging>,
  ) => Promise<Page<Payment & { readonly id: string }>>
  readonly refund: (id: string) => Promise<RefundView>
  readonly refunds: (filter?: RefundFilter, paging?: Partial<Paging>) => Promise<Page<RefundView>>
  /** The refund once its provider has been heard, or as it stands when the seconds are over. */
  readonly settled: (refundId: string, seconds: number) => Promise<RefundView>
  readonly session: (id: string) => Promise<SessionView>
  /** Of one payment those after a `sequence`, else all after a `position`; the oldest first. */
  readonly events: (
    of?: { readonly paymentId?: string; readonly after?: number },
    limit?: number,
  ) => Promise<readonly RecordedEvent[]>
  /** Erases a customer's name, email, phone, metadata and notes; of how many payments and notes it was. */
  readonly erasePersonalData: (customerId: string) => Promise<number>
  /** Folds every payment of the database, and names whatever does not add up. */
  readonly verify: () => Promise<{ readonly payments: number; readonly broken: readonly Broken[] }>
  /** The same desk, with somebody else at it. */
  readonly as: (actor: Actor | string) => Desk
  /** The same desk inside a transaction of your own: what it does is durable with your commit, and not before. */
  readonly within: (handle: unknown) => Desk
  /** Finishes what is being sent, or lets it go, and closes the database. */
  readonly close: () => Promise<void>
}
