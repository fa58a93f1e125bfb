/**
 * The port to storage: a payment's ledger is read, judged and extended under one guard, durably or not at all.
 *
 * @since 0.1.0
 */
import type { Event, Ledger, Payment } from "@refund-rules/core"
import { Context, type Effect, Schema } from "effect"
import type { Scope } from "./Scope.ts"

/**
 * The store could not be asked; nothing is known to have happened. Ask again with the same key.
 *
 * @since 0.1.0
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  cause: Schema.Defect(),
  retry: Schema.Literals(["later"]),
}) {}

/**
 * This merchant has no such payment in this mode; one of another merchant looks exactly the same.
 *
 * @since 0.1.0
 */
export class PaymentNotFound extends Schema.TaggedError<PaymentNotFound>()("PaymentNotFound", {
  paymentId: Schema.String,
  retry: Schema.Literals(["never"]),
}) {}

/**
 * What a judge makes of a ledger: events to append, and an answer that is only given once they are durable.
 *
 * @since 0.1.0
 */
export interface Judgement<A> {
  readonly events: readonly Event[]
  readonly answer: A
}

/**
 * Keeps ledgers.
 *
 * Law of the guard: however many `change`s run at once, on however many machines, their judges see ledgers as if they
 * had run one after the other; so no interleaving appends a claim that its judge would have refused.
 * Law of the answer: an answer is given only after its events are durable; a failure means none of them are.
 * Law of the fold: the ledger read is the fold of the events appended, in order, and events never change.
 * Law of the scope: nothing of another merchant or mode is ever seen, changed, or told apart from what does not exist.
 *
 * @since 0.1.0
 */
export class LedgerStore extends Context.Service<
  LedgerStore,
  {
    /** Opens the ledger of a payment; the same id twice opens it once. */
    readonly open: (scope: Scope, payment: Payment & { readonly id: string }) => Effect.Effect<Ledger, StoreUnavailable>
    readonly read: (scope: Scope, paymentId: string) => Effect.Effect<Ledger, PaymentNotFound | StoreUnavailable>
    /** Judges a ledger under its guard; the judge is pure and may be called again when the payment moved. */
    readonly change: <A>(
      scope: Scope,
      paymentId: string,
      judge: (ledger: Ledger) => Judgement<A>,
    ) => Effect.Effect<A, PaymentNotFound | StoreUnavailable>
  }
>()("@refund-rules/engine/LedgerStore") {}
