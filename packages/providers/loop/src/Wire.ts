/**
 * What travels to and from Loop, as Loop writes it: schemas of what is read, types of what is written.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * The refund states of Loop, whose documents leave them open; another one is read too, and means that nothing is settled.
 *
 * @since 0.1.0
 */
export type Status = "pending" | "succeeded" | "failed" | "canceled"

const Maybe = Schema.optionalKey(Schema.NullOr(Schema.String))

/**
 * A refund as far as anything here depends on it: as it was made, or as a list or an event tells of it.
 *
 * @since 0.1.0
 */
export const RefundRead = Schema.Struct({
  refund_id: Schema.NonEmptyString,
  payment_id: Maybe,
  charge_id: Maybe,
  customer_id: Maybe,
  amount_cents: Schema.Int,
  status: Schema.String,
  reason: Maybe,
  created_at: Maybe,
})

/**
 * A refund as it was read.
 *
 * @since 0.1.0
 */
export type RefundRead = typeof RefundRead.Type

/**
 * The refunds of a customer, newest first.
 *
 * @since 0.1.0
 */
export const RefundsRead = Schema.Struct({ refunds: Schema.Array(RefundRead) })

/**
 * A payment; its amount is a whole number in a text.
 *
 * @since 0.1.0
 */
export const PaymentRead = Schema.Struct({
  id: Schema.NonEmptyString,
  customer_id: Maybe,
  amount_cents: Schema.String,
  currency: Schema.String,
  status: Schema.String,
  created_at: Maybe,
})

/**
 * A payment as it was read.
 *
 * @since 0.1.0
 */
export type PaymentRead = typeof PaymentRead.Type

/**
 * An error, in the words of the payments or of the platform.
 *
 * @since 0.1.0
 */
export const ErrorRead = Schema.Struct({
  error: Schema.NonEmptyString,
  message: Maybe,
  error_description: Maybe,
})

/**
 * An event of a webhook; what it is about is read once its type is known.
 *
 * @since 0.1.0
 */
export const EventRead = Schema.Struct({ id: Schema.NonEmptyString, type: Schema.String, data: Schema.Unknown })

/**
 * A refund as it is written to whoever asked for it by its payment.
 *
 * @since 0.1.0
 */
export interface RefundObject {
  readonly refund_id: string
  readonly payment_id: string
  readonly amount_cents: number
  readonly status: Status
}

/**
 * A refund as it is written to whoever asked for it by its charge. What Stripe calls it is `""` while nobody knows.
 *
 * @since 0.1.0
 */
export interface AdminRefundObject extends RefundObject {
  readonly charge_id: string | null
  readonly stripe_refund_id: string
}

/**
 * A refund as a list shows it.
 *
 * @since 0.1.0
 */
export interface RefundItem extends RefundObject {
  readonly charge_id: string | null
  readonly customer_id: string
  readonly reason: string | null
  readonly stripe_refund_id: string | null
  readonly created_at: string
}

/**
 * A payment as it is written.
 *
 * @since 0.1.0
 */
export interface PaymentObject {
  readonly id: string
  readonly customer_id: string
  readonly order_id: string | null
  readonly amount_cents: string
  readonly currency: string
  readonly status: "succeeded" | "pending" | "failed" | "canceled"
  readonly stripe_payment_intent_id: string | null
  readonly mode: "one_shot" | "subscription"
  readonly subscription_id: string | null
  readonly created_at: string
  readonly updated_at: string
}

/**
 * An error as it is written.
 *
 * @since 0.1.0
 */
export interface ErrorObject {
  readonly error: string
  readonly message: string
}
