/**
 * What travels to and from Stripe, as Stripe writes it: schemas of what is read, types of what is written.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * The version of Stripe's interface these shapes are of.
 *
 * @since 0.1.0
 */
export const VERSION = "2026-10-28.endive"

/**
 * The refund states of Stripe; another one is read too, and means that nothing is settled.
 *
 * @since 0.1.0
 */
export type Status = "pending" | "requires_action" | "succeeded" | "failed" | "canceled"

const Expandable = Schema.Union([Schema.String, Schema.Struct({ id: Schema.String })])
const Absent = Schema.optionalKey(Schema.NullOr(Expandable))

/**
 * A refund as far as anything here depends on it; what else Stripe writes is left aside.
 *
 * @since 0.1.0
 */
export const RefundRead = Schema.Struct({
  id: Schema.NonEmptyString,
  object: Schema.Literal("refund"),
  amount: Schema.Int,
  currency: Schema.String,
  status: Schema.optionalKey(Schema.NullOr(Schema.String)),
  charge: Absent,
  payment_intent: Absent,
  failure_reason: Schema.optionalKey(Schema.NullOr(Schema.String)),
  reason: Schema.optionalKey(Schema.NullOr(Schema.String)),
  metadata: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.String))),
})

/**
 * A refund as it was read.
 *
 * @since 0.1.0
 */
export type RefundRead = typeof RefundRead.Type

/**
 * A page of refunds.
 *
 * @since 0.1.0
 */
export const RefundsRead = Schema.Struct({
  object: Schema.Literal("list"),
  data: Schema.Array(RefundRead),
  has_more: Schema.Boolean,
})

const Pairs = Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.String)))
const MaybeInt = Schema.optionalKey(Schema.NullOr(Schema.Int))

/** What charges and intents have alike. */
const charged = {
  id: Schema.NonEmptyString,
  amount: Schema.Int,
  created: Schema.Int,
  currency: Schema.String,
  customer: Absent,
  metadata: Pairs,
  status: Schema.optionalKey(Schema.NullOr(Schema.String)),
}

/**
 * A charge as far as a payment is made of it.
 *
 * @since 0.1.0
 */
export const ChargeRead = Schema.Struct({
  ...charged,
  object: Schema.Literal("charge"),
  amount_captured: MaybeInt,
  application_fee_amount: MaybeInt,
  captured: Schema.optionalKey(Schema.Boolean),
  payment_intent: Absent,
  transfer_data: Schema.optionalKey(Schema.NullOr(Schema.Struct({ destination: Expandable, amount: MaybeInt }))),
})

/**
 * A charge as it was read.
 *
 * @since 0.1.0
 */
export type ChargeRead = typeof ChargeRead.Type

/**
 * A payment intent as far as a payment is made of it: which charge it came to, or what it is waiting for.
 *
 * @since 0.1.0
 */
export const IntentRead = Schema.Struct({
  ...charged,
  object: Schema.Literal("payment_intent"),
  latest_charge: Absent,
})

/**
 * A payment intent as it was read.
 *
 * @since 0.1.0
 */
export type IntentRead = typeof IntentRead.Type

/**
 * An event of a webhook; what it is about is read once its type is known.
 *
 * @since 0.1.0
 */
export const EventRead = Schema.Struct({
  id: Schema.NonEmptyString,
  object: Schema.Literal("event"),
  type: Schema.String,
  created: Schema.Int,
  livemode: Schema.Boolean,
  data: Schema.Struct({ object: Schema.Unknown }),
})

/**
 * Why a refund failed, in every word that Stripe has for it.
 *
 * @example
 * ```ts
 * import { failureReasons } from "@refund-rules/provider-stripe/Wire"
 *
 * failureReasons.includes("declined") // => true
 * ```
 *
 * @since 0.1.0
 */
export const failureReasons = [
  "lost_or_stolen_card",
  "expired_or_canceled_card",
  "charge_for_pending_refund_disputed",
  "insufficient_funds",
  "declined",
  "merchant_request",
  "unknown",
] as const

/**
 * One of them.
 *
 * @since 0.1.0
 */
export type FailureReason = (typeof failureReasons)[number]

/**
 * A refund as it is written: every member that Stripe always has, and those it has only where they say something.
 *
 * @since 0.1.0
 */
export interface RefundObject {
  readonly id: string
  readonly object: "refund"
  readonly amount: number
  readonly balance_transaction: null
  readonly charge: Reference
  readonly created: number
  readonly currency: string
  readonly customer: Reference
  readonly customer_account: null
  readonly metadata: Readonly<Record<string, string>>
  readonly payment_intent: Reference
  readonly payment_method: null
  readonly reason: string | null
  readonly receipt_number: null
  readonly source_transfer_reversal: null
  readonly status: Status
  readonly transfer_reversal: null
  readonly description?: string
  readonly failure_reason?: FailureReason
  readonly instructions_email?: string
  readonly pending_reason?: "processing"
}

/**
 * The id of something else, or where it was expanded, that thing.
 *
 * @since 0.1.0
 */
export type Reference = string | Expanded | null

/**
 * What an id stands for, expanded.
 *
 * @since 0.1.0
 */
export interface Expanded {
  readonly id: string
  readonly object: "charge" | "payment_intent" | "customer"
  readonly [member: string]: unknown
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
    readonly doc_url?: string
  }
}
