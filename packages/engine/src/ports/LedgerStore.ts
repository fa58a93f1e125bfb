/**
 * The port to storage: a payment's ledger is read, judged and extended under one guard, durably or not at all.
 *
 * @since 0.1.0
 */
import type { Ask, Capabilities, Event, Ledger, PastClaim, Payment, PolicyRef, Verdict } from "@refund-rules/core"
import { Context, type Effect, Schema } from "effect"
import type { Alarm } from "./Alarm.ts"
import type { Scope } from "./Scope.ts"

export type { Alarm } from "./Alarm.ts"

/**
 * The store could not answer: all of the change happened or nothing of it. Asking again with the same key tells.
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
 * A provider's reference names one payment of a merchant in a mode, and this one already names another; so does a
 * customer's balance in a currency.
 *
 * @since 0.1.0
 */
export class ReferenceTaken extends Schema.TaggedError<ReferenceTaken>()("ReferenceTaken", {
  paymentId: Schema.String,
  retry: Schema.Literals(["never"]),
}) {}

/**
 * What is to be done in the world once the events beside it are durable; its id is unique within its payment.
 *
 * @since 0.1.0
 */
export interface Errand {
  readonly id: string
  readonly refundId: string
  /** Not leased before this instant; left out, at once. */
  readonly due?: string
}

/**
 * How a claim was decided, by reference: with the payment's history up to `position` and the policy of that hash, the
 * same decision comes out again.
 *
 * @since 0.1.0
 */
export interface Decided {
  /** What it is about; left out where the ask was refused. */
  readonly refundId?: string
  readonly sessionId?: string
  readonly verdict: Verdict
  readonly ask: Ask
  readonly askedAt: string
  readonly requestedBy?: string
  /** How many events of the payment had happened. */
  readonly position: number
  /** What the gateway declared it can carry just then; left out where it declared nothing. */
  readonly capabilities?: Capabilities
  /** The policy it was judged by; left out where only the invariants applied. */
  readonly policy?: PolicyRef
  /** The codes of what did not hold, the foremost first. */
  readonly codes: readonly string[]
}

/**
 * What the version in shadow would have said to the same facts. It decides nothing: where it failed, `failure` says how.
 *
 * @since 0.1.0
 */
export interface ShadowRuling {
  readonly policy: PolicyRef
  /** Left out where it failed. */
  readonly verdict?: Verdict
  /** What would be paid; 0 where it would be refused. */
  readonly amount: number
  readonly codes: readonly string[]
  readonly failure?: string
  /** What the version in force would pay, and what deciding twice took. */
  readonly beside: { readonly amount: number; readonly currency: string; readonly milliseconds: number }
}

/**
 * What tells of a person: erased with their data, and no fact that anything is decided by.
 *
 * @since 0.1.0
 */
export interface Personal {
  readonly note?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/**
 * Something personal, kept beside the chain under a name that the chain knows it by.
 *
 * @since 0.1.0
 */
export interface Apart {
  readonly name: string
  /** It goes when this customer's data is erased. */
  readonly customerId?: string | undefined
  readonly personal: Personal
}

/**
 * What a judge makes of a ledger: events to append, errands to keep or to end, and an answer for when all is durable.
 *
 * @since 0.1.0
 */
export interface Judgement<A> {
  readonly events: readonly Event[]
  /** Under a key it is kept to be given again, so it is plain JSON there. */
  readonly answer: A
  readonly errands?: readonly Errand[]
  /** Errands of this payment that are over, whatever came of them; they are never leased again. */
  readonly ended?: readonly string[]
  /** Errands of this payment to be leased again, from `due` on: whoever has them lets them go. */
  readonly postponed?: readonly Errand[]
  readonly decided?: Decided
  /** Kept where it differs from `decided`, by stores that keep differences. */
  readonly shadow?: ShadowRuling
  readonly alarms?: readonly Alarm[]
  /** Kept beside the events, in place of what stood under its name. */
  readonly apart?: Apart
  /** What a key stands for: it is known for ever, also when the answer under it is no longer kept. */
  readonly subject?: string
  /** Who caused it; kept beside every event. */
  readonly by?: string
}

/**
 * What a judge wants to see beside the ledger: claims of other payments, of its customer or of an actor, since an instant;
 * and whether an errand of this payment is still to be done.
 *
 * @since 0.1.0
 */
export interface Looking {
  readonly customerSince?: string
  readonly actor?: { readonly id: string; readonly since: string }
  /** The id of the errand. */
  readonly errand?: string
}

/**
 * What was seen of them: active claims in the whole scope, this payment's included, as they stand under the guard.
 * What was not looked for, or has no customer, is left out.
 *
 * @since 0.1.0
 */
export interface Past {
  readonly customer?: readonly PastClaim[]
  readonly actor?: readonly PastClaim[]
  /** Whether the errand that was looked for is there and not ended; left out where none was. */
  readonly isErrandOpen?: boolean
}

/**
 * Judges a ledger: pure, synchronous, and called again when the payment moved.
 *
 * @since 0.1.0
 */
export type Judge<A> = (ledger: Ledger, past: Past) => Judgement<A>

/**
 * What a caller repeats so that a change happens once: unique per merchant, mode and door; the fingerprint says of what.
 *
 * @since 0.1.0
 */
export interface OnceKey {
  readonly door: string
  readonly key: string
  readonly fingerprint: string
}

/**
 * What a change under a key came to: done now, done before, another content under the
 * same key, or not finished yet.
 *
 * @since 0.1.0
 */
export type Once<A> =
  | { readonly _tag: "Done"; readonly answer: A }
  | { readonly _tag: "Replayed"; readonly answer: A }
  /** Done before, so long ago that only what came of it is known. */
  | { readonly _tag: "Forgotten"; readonly subject: string }
  | { readonly _tag: "Reused" }
  | { readonly _tag: "InFlight" }

/**
 * A payment's ledger, and whether this call opened it.
 *
 * @since 0.1.0
 */
export interface Opened {
  readonly ledger: Ledger
  readonly isNew: boolean
}

/**
 * An errand with a worker's right to it, for the time of the lease.
 *
 * @since 0.1.0
 */
export interface Leased {
  readonly scope: Scope
  readonly paymentId: string
  readonly errand: Errand
}

/**
 * Keeps ledgers.
 *
 * Law of the guard: however many changes run at once, on however many machines, their judges see ledgers as if they
 * had run one after the other; so no interleaving appends a claim that its judge would have refused.
 * Law of the whole: events, errands and key of one change become durable and visible together, or none of them does;
 * a judge that throws leaves nothing, and no guard held.
 * Law of the answer: an answer is given only after its change is durable.
 * Law of the fold: the ledger read is the fold of the history, in the order of appending, and history only grows.
 * Law of the scope: nothing of another merchant or mode is ever seen, changed, or told apart from what does not exist.
 * Law of the key: within merchant, mode and door a key changes something once, for ever, and answers the same for ever;
 * a change that failed for certain leaves its key free, one of unknown outcome does not.
 * Law of errand: an errand is leased only once its change is durable, from its due instant on, to one worker at a time,
 * until it is ended.
 * Law of sight: what a judge looks for in other payments is under the guard too: of two changes that look for the same
 * customer or actor, one sees what the other did.
 * Law of reference: a provider's reference names at most one payment of a merchant in a mode, and a customer has at most
 * one balance in a currency there.
 *
 * @since 0.1.0
 */
export class LedgerStore extends Context.Service<
  LedgerStore,
  {
    /**
     * Opens the ledger of a payment, in one commit with what `beginning` judges of it; the same id again answers the ledger
     * as it stands, and nothing is judged.
     */
    readonly open: (
      scope: Scope,
      payment: Payment & { readonly id: string },
      beginning?: Judge<unknown>,
    ) => Effect.Effect<Opened, ReferenceTaken | StoreUnavailable>
    readonly read: (scope: Scope, paymentId: string) => Effect.Effect<Ledger, PaymentNotFound | StoreUnavailable>
    /** Every event of a payment, oldest first. */
    readonly history: (
      scope: Scope,
      paymentId: string,
    ) => Effect.Effect<readonly Event[], PaymentNotFound | StoreUnavailable>
    /** Judges a ledger under its guard; the judge is pure and may be called again when the payment moved. */
    readonly change: <A>(
      scope: Scope,
      paymentId: string,
      judge: Judge<A>,
      looking?: Looking,
    ) => Effect.Effect<A, PaymentNotFound | StoreUnavailable>
    /** As `change`, once per key: the key is kept with the events, and its answer is given again ever after. */
    readonly changeOnce: <A>(
      scope: Scope,
      key: OnceKey,
      paymentId: string,
      judge: Judge<A>,
      looking?: Looking,
    ) => Effect.Effect<Once<A>, PaymentNotFound | StoreUnavailable>
    /** Leases the oldest errands nobody has, for so many seconds of the store's own clock; 0 seconds are over at once. */
    readonly lease: (
      worker: string,
      seconds: number,
      atMost: number,
    ) => Effect.Effect<readonly Leased[], StoreUnavailable>
  }
>()("@refund-rules/engine/LedgerStore") {}
