/**
 * The port to a provider: sends one refund, looks one up, and says honestly what it does not know.
 *
 * @since 0.1.0
 */
import type { Capabilities, Payment, PaymentInput, Refund } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { Telling } from "./Notice.ts"
import type { ProviderFact } from "./ProviderFact.ts"

export type { ProviderFact } from "./ProviderFact.ts"

/**
 * What is sent: never changed between attempts, and always with an explicit amount.
 *
 * @since 0.1.0
 */
export interface Sending {
  readonly payment: Payment
  readonly refund: Refund
  /** Derived from the refund's id, stored before the first byte leaves, the same on every attempt. */
  readonly key: string
  readonly attempt: number
}

/**
 * What came of it. Only `Refused` lets the hold go; `Unknown` holds it until a look-up or an operator knows.
 *
 * @since 0.1.0
 */
export type Outcome =
  | { readonly _tag: "NotSent"; readonly cause: string }
  /** `fact` is what the provider said, where it was about something else than what was sent. */
  | { readonly _tag: "Unknown"; readonly cause: string; readonly fact?: ProviderFact }
  | { readonly _tag: "NotNow"; readonly retryAfterSeconds?: number }
  | { readonly _tag: "Misconfigured"; readonly cause: string }
  | { readonly _tag: "Refused"; readonly code: string }
  | { readonly _tag: "Acknowledged"; readonly fact: ProviderFact }

/**
 * A payment as its provider knows it: what to register, and what was refunded of it there.
 *
 * @since 0.1.0
 */
export interface FetchedPayment {
  readonly payment: PaymentInput
  readonly refunds: readonly ProviderFact[]
}

/**
 * A span of the provider's time, its end exclusive.
 *
 * @since 0.1.0
 */
export interface Period {
  readonly since: string
  readonly until: string
}

/**
 * A part of everything that was refunded in a period, in whatever order; without `next` it was the last.
 *
 * @since 0.1.0
 */
export interface Listed {
  readonly tells: readonly Telling[]
  /** The provider's ids of those whose amount cannot be read. */
  readonly unread: readonly string[]
  readonly next?: string
}

/**
 * Speaks to one provider.
 *
 * Law of honesty: an outcome is `Refused` only when the provider definitely did nothing and never will for this key; once
 * a byte was sent and no certain answer came, it is `Unknown`.
 * Law of one movement: any number of `send`s with one key, on a gateway that declares keys, moves money at most once.
 * Law of looking: `find` never moves money, and answers undefined only when the provider certainly knows no such refund.
 * Law of listing: the parts of a list, read one after the other to the last, hold every refund of the period at least once.
 *
 * @since 0.1.0
 */
export class Gateway extends Context.Service<
  Gateway,
  {
    readonly provider: string
    readonly capabilities: Capabilities
    /** Whether the provider tells a repeated send by its key, and whether refunds can be looked up. */
    readonly keyed: boolean
    readonly lookUp: "by-key" | "by-list" | "by-id" | "none"
    readonly send: (sending: Sending) => Effect.Effect<Outcome>
    readonly find: (sending: Sending) => Effect.Effect<ProviderFact | undefined | "unknown">
    /** Takes a refund back that waits for the payer; left out where the provider cannot. Its key is one of its own. */
    readonly cancel?: (sending: Sending) => Effect.Effect<Outcome>
    /**
     * A payment that nobody registered, by one of its names; undefined only when the provider certainly knows none. Left out
     * where the provider does not tell of payments.
     */
    readonly fetchPayment?: (references: Payment["references"]) => Effect.Effect<FetchedPayment | undefined | "unknown">
    /**
     * Everything refunded in a period, whoever asked for it, in parts; `after` is the `next` of the part before. Left out
     * where the provider has no list of all refunds.
     */
    readonly list?: (period: Period, after?: string) => Effect.Effect<Listed | "unknown">
  }
>()("@refund-rules/engine/Gateway") {}
