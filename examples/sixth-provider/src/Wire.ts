/** What travels to and from Pier. */
import { Schema } from "effect"

/** The states of a refund there; another one is read too, and means that nothing is settled. */
export type State = "waiting" | "done" | "broken"

/** A refund as it is written. */
export interface RefundObject {
  readonly id: string
  readonly key: string
  readonly payment: string
  readonly cents: number
  readonly currency: string
  readonly state: State
}

/** A refund as it is read: what is new about it is left aside. */
export const RefundRead = Schema.Struct({
  id: Schema.NonEmptyString,
  key: Schema.String,
  payment: Schema.String,
  cents: Schema.Int,
  currency: Schema.String,
  state: Schema.String,
})

export type RefundRead = typeof RefundRead.Type

export const ErrorRead = Schema.Struct({ problem: Schema.NonEmptyString })

export const EventRead = Schema.Struct({ id: Schema.NonEmptyString, about: Schema.String, refund: Schema.Unknown })
