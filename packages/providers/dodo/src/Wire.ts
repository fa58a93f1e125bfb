/**
 * What travels to and from Dodo Payments, as Dodo writes it: schemas of what is read, types of what is written.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

/**
 * The refund states of Dodo; another one is read too, and means that nothing is settled.
 *
 * @since 0.1.0
 */
export type Status = "pending" | "review" | "succeeded" | "failed"

const MaybeText = Schema.optionalKey(Schema.NullOr(Schema.String))

/**
 * A refund as it stands in a list; what else Dodo writes is left aside.
 *
 * @since 0.1.0
 */
export const RefundListed = Schema.Struct({
  refund_id: Schema.NonEmptyString,
  payment_id: Schema.NonEmptyString,
  status: Schema.String,
  amount: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  currency: MaybeText,
})

/**
 * A refund of a list as it was read.
 *
 * @since 0.1.0
 */
export type RefundListed = typeof RefundListed.Type

/**
 * A refund by itself: with the metadata it was made with.
 *
 * @since 0.1.0
 */
export const RefundRead = Schema.Struct({
  ...RefundListed.fields,
  metadata: Schema.optionalKey(Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown))),
})

/**
 * A refund as it was read.
 *
 * @since 0.1.0
 */
export type RefundRead = typeof RefundRead.Type

/**
 * A page of refunds: nothing says whether it is the last but an empty one after it.
 *
 * @since 0.1.0
 */
export const RefundsRead = Schema.Struct({ items: Schema.Array(RefundListed) })

/**
 * An error; its `code` may be one that is not known here.
 *
 * @since 0.1.0
 */
export const ErrorRead = Schema.Struct({ code: Schema.NonEmptyString, message: Schema.String })

/**
 * What can be refunded of a payment, item by item.
 *
 * @since 0.1.0
 */
export const LineItemsRead = Schema.Struct({
  currency: Schema.String,
  items: Schema.Array(
    Schema.Struct({
      items_id: Schema.NonEmptyString,
      amount: Schema.Int,
      tax: Schema.Int,
      refundable_amount: Schema.Int,
    }),
  ),
})

/**
 * What can be refunded of a payment, as it was read.
 *
 * @since 0.1.0
 */
export type LineItemsRead = typeof LineItemsRead.Type

/**
 * A payment as far as anything here depends on it.
 *
 * @since 0.1.0
 */
export const PaymentRead = Schema.Struct({
  payment_id: Schema.NonEmptyString,
  total_amount: Schema.Int,
  currency: Schema.String,
  created_at: Schema.String,
  status: MaybeText,
  brand_id: MaybeText,
  customer: Schema.Struct({
    customer_id: Schema.NonEmptyString,
    name: Schema.String,
    email: Schema.String,
    phone_number: MaybeText,
  }),
  refunds: Schema.optionalKey(Schema.NullOr(Schema.Array(RefundListed))),
})

/**
 * A payment as it was read.
 *
 * @since 0.1.0
 */
export type PaymentRead = typeof PaymentRead.Type

/**
 * An event of a webhook; what it is about is read once its type is known.
 *
 * @since 0.1.0
 */
export const EventRead = Schema.Struct({ type: Schema.String, data: Schema.Unknown })

/**
 * A value of metadata as Dodo has it.
 *
 * @since 0.1.0
 */
export type MetadataValue = string | number | boolean

/**
 * A refund as it is written in a list.
 *
 * @since 0.1.0
 */
export interface RefundListObject {
  readonly refund_id: string
  readonly payment_id: string
  readonly business_id: string
  readonly status: Status
  readonly created_at: string
  readonly is_partial: boolean
  readonly amount: number | null
  readonly currency: string | null
  readonly reason: string | null
}

/**
 * A refund as it is written by itself.
 *
 * @since 0.1.0
 */
export interface RefundObject extends RefundListObject {
  readonly brand_id: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly customer: {
    readonly customer_id: string
    readonly name: string
    readonly email: string
    readonly metadata: Readonly<Record<string, string>>
    readonly phone_number: string | null
  }
}

/**
 * What can be refunded of a payment, as it is written: an item's amount is without its tax, what is refundable with it.
 *
 * @since 0.1.0
 */
export interface LineItemsObject {
  readonly currency: string
  readonly items: readonly {
    readonly items_id: string
    readonly amount: number
    readonly tax: number
    readonly refundable_amount: number
    readonly name: null
    readonly description: null
  }[]
}

/**
 * What a refund is asked for with.
 *
 * @since 0.1.0
 */
export interface CreateBody {
  readonly payment_id: string
  readonly items: readonly { readonly item_id: string; readonly amount: number; readonly tax_inclusive: true }[]
  readonly metadata: Readonly<Record<string, unknown>>
  readonly reason?: string
}

/**
 * An error as it is written.
 *
 * @since 0.1.0
 */
export interface ErrorObject {
  readonly code: string
  readonly message: string
}

/**
 * The largest amount that Dodo can write: it counts in 32 bits.
 *
 * @since 0.1.0
 */
export const LARGEST = 2 ** 31 - 1

/**
 * The currencies Dodo can name.
 *
 * @since 0.1.0
 */
export const currencies: ReadonlySet<string> = new Set(
  (
    "AED ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CLP CNY COP " +
    "CRC CUP CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS " +
    "INR IQD JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR " +
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK " +
    "SGD SHP SLE SLL SOS SRD SSP STN SVC SZL THB TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD " +
    "XOF XPF YER ZAR ZMW"
  ).split(" "),
)
