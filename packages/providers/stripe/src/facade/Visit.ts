/** One request of a Stripe client, once it is let in: who asks, what for, and everything that may be asked on the way. */
import type { Awaiting, Caller, Gateways, LedgerStore, PolicyBook, Records, RefundDesk } from "@refund-rules/engine"
import type { Conflict, Invalid, NotFound, PaymentNotFound, StoreUnavailable } from "@refund-rules/engine"
import type { Admitted, Doorkeeper, FacadeCall, PaymentUntold } from "@refund-rules/provider-kit"
import type { Effect } from "effect"
import type { Said } from "./Said.ts"

/** Everything the facade is built on, gathered once. */
export interface Services {
  readonly awaiting: (typeof Awaiting)["Service"]
  readonly desk: (typeof RefundDesk)["Service"]
  readonly doorkeeper: (typeof Doorkeeper)["Service"]
  readonly gateways: (typeof Gateways)["Service"]
  readonly policies: (typeof PolicyBook)["Service"]
  readonly records: (typeof Records)["Service"]
  readonly store: (typeof LedgerStore)["Service"]
  /** How long an answer waits for the provider. */
  readonly waitMs: number
}

/** A request that was let in. */
export interface Visit {
  readonly call: FacadeCall
  readonly caller: Caller
  readonly admitted: Admitted
  /** What the client repeats so that a change happens once; undefined where it sent none. */
  readonly key: string | undefined
  readonly services: Services
}

/** What an operation answers: a body, and headers where there is more to say. */
export interface Told {
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Everything that keeps an operation from its answer. */
export type Wrong = Conflict | Invalid | NotFound | PaymentNotFound | PaymentUntold | Said | StoreUnavailable

export type Operation = Effect.Effect<Told, Wrong>
