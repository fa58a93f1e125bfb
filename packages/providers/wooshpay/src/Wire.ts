/**
 * What travels to and from WooshPay, as WooshPay writes it: schemas of what is read, types of what is written.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * The refund states of WooshPay; another one is read too, and means that nothing is settled.
 *
 * @since 0.1.0
 */
export type Status = "pending" | "succeeded" | "failed" | "canceled"

/**
 * The reasons a refund may be asked for with.
 *
 * @since 0.1.0
 */
export const reasons = ["duplicate", "fraudulent", "requested_by_customer", "resolved_dispute"] as const

/**
 * One of them.
 *
 * @since 0.1.0
 */
export type Reason = (typeof reasons)[number]

const MaybeText = Schema.optionalKey(Schema.NullOr(Schema.String))

/**
 * A refund as far as anything here depends on it. WooshPay's document makes no member of it required, and its examples hold
 * null where it says text.
 *
 * @since 0.1.0
 */
export const RefundRead = Schema.Struct({
  id: Schema.NonEmptyString,
  object: MaybeText,
  amount: Schema.Int,
  currency: Schema.String,
  status: MaybeText,
  payment_intent: MaybeText,
  metadata: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown))),
})

/**
 * A refund as it was read.
 *
 * @since 0.1.0
 */
export type RefundRead = typeof RefundRead.Type

/**
 * An event of a webhook; what it is about is read once its type is known.
 *
 * @since 0.1.0
 */
export const EventRead = Schema.Struct({
  id: Schema.NonEmptyString,
  type: Schema.String,
  livemode: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  data: Schema.Struct({ object: Schema.Unknown }),
})

/**
 * A refund as it is written: a member that says nothing is left out, for none of them may be null.
 *
 * @since 0.1.0
 */
export interface RefundObject {
  readonly id: string
  readonly object: "refund"
  /** Asked for as a text, and told as a whole number. */
  readonly amount: number
  readonly created: number
  readonly currency: string
  readonly metadata: Readonly<Record<string, string>>
  readonly payment_intent: string
  readonly status: Status
  readonly reason?: Reason | "expired_uncaptured_charge"
  readonly failure_reason?: "unknown"
}

/**
 * What a refund is asked for with.
 *
 * @since 0.1.0
 */
export interface CreateBody {
  readonly payment_intent: string
  readonly amount: string
  readonly metadata: Readonly<Record<string, string>>
  readonly reason?: Reason
}

/**
 * An error as it is written.
 *
 * @since 0.1.0
 */
export interface ErrorObject {
  readonly error: {
    readonly type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error"
    readonly code?: string
    readonly message: string
    readonly param?: string
  }
}
