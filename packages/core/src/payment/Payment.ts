/** A payment: money captured once, in one currency, at one provider, cut into lines. */
import type { Currency } from "../money/Currency.ts"
import type { Minor } from "../money/Minor.ts"
import type { Instant } from "../shape/instant.ts"
import { optional, type TypeOf } from "../shape/Shape.ts"
import { either, list, listById, map, struct } from "../shape/structures.ts"
import { currency, identifier, instant, integer, literals, minor, text } from "../shape/values.ts"
import { lineInput, tag, type Line } from "./Line.ts"
import { metadata, type Metadata } from "./Metadata.ts"

const paymentStatus = literals("pending", "authorized", "captured", "failed", "canceled")

/**
 * Where a payment stands; only a `captured` one is refundable.
 *
 * @since 0.1.0
 */
export type PaymentStatus = TypeOf<typeof paymentStatus>

const customer = struct({
  id: identifier,
  name: optional(text(1, 500)),
  email: optional(text(1, 500)),
  phone: optional(text(1, 100)),
  metadata: optional(metadata),
})

/**
 * Who paid.
 *
 * @since 0.1.0
 */
export type Customer = TypeOf<typeof customer>

const transfer = struct({ destination: identifier, amount: minor })

/**
 * The part of a payment that was passed on to another account.
 *
 * @since 0.1.0
 */
export type Transfer = TypeOf<typeof transfer>

/** A provider's own name of a payment: text, or the integer ids of Dollr. */
const reference = either((value) => typeof value === "number", integer(0), text(1, 5000))

export const provider = text(1, 32, /^[a-z][a-z0-9_-]*$/)

export const paymentInput = struct({
  id: optional(identifier),
  kind: optional(literals("payment", "customer_balance")),
  provider,
  references: map(reference, 40, 20),
  currency,
  captured: minor,
  status: optional(paymentStatus),
  capturedAt: optional(instant),
  orderedAt: optional(instant),
  deliveredAt: optional(instant),
  customer: optional(customer),
  lines: optional(listById(lineInput, "duplicate_line", 1)),
  orderTax: optional(minor),
  orderDiscount: optional(minor),
  applicationFee: optional(minor),
  transfer: optional(transfer),
  settledCurrency: optional(currency),
  policyId: optional(identifier),
  tags: optional(list(tag)),
  metadata: optional(metadata),
})

/**
 * A payment as somebody registers it, before order discount and tax are split over its lines.
 *
 * @since 0.1.0
 */
export type PaymentInput = TypeOf<typeof paymentInput>

/**
 * A registered payment: every line frozen, and the gross of its lines worth exactly what was captured.
 *
 * @since 0.1.0
 */
export interface Payment {
  readonly id?: string
  readonly kind: "payment" | "customer_balance"
  readonly provider: string
  readonly references: Readonly<Record<string, string | number>>
  readonly currency: Currency
  readonly captured: Minor
  readonly status: PaymentStatus
  readonly capturedAt?: Instant
  readonly orderedAt?: Instant
  readonly deliveredAt?: Instant
  readonly customer?: Customer
  readonly lines: readonly Line[]
  readonly applicationFee?: Minor
  readonly transfer?: Transfer
  readonly settledCurrency?: Currency
  readonly policyId?: string
  readonly tags: readonly string[]
  readonly metadata: Metadata
}
