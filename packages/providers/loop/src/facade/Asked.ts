/** What every operation of the facade works with: a visit, how long it waits, and what keeps it from its answer. */
import type { Conflict, Invalid, KeyInFlight, KeyReused, NotFound, PaymentNotFound } from "@refund-rules/engine"
import type { StoreUnavailable } from "@refund-rules/engine"
import type { PaymentUntold, Visit } from "@refund-rules/provider-kit"
import type { Effect } from "effect"
import type { Said } from "./Said.ts"

export interface Asked extends Visit {
  /** How long an answer waits for the provider, and a repeated request for the first. */
  readonly waitMs: number
}

/** Everything that keeps an operation from its answer. */
export type Wrong =
  | Conflict
  | Invalid
  | KeyInFlight
  | KeyReused
  | NotFound
  | PaymentNotFound
  | PaymentUntold
  | Said
  | StoreUnavailable

/** A good answer. */
export interface Told {
  readonly status: 200 | 201
  readonly body: unknown
}

export type Operation = Effect.Effect<Told, Wrong>
