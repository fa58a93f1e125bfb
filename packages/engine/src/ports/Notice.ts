/** What a provider tells us unasked, once it is known to be from there and has been read. */
import type { Payment } from "@refund-rules/core"
import type { ProviderFact } from "./ProviderFact.ts"

/**
 * A fact of a provider that names no currency: its amount is as it stands on that provider's wire, in the currency of
 * the payment.
 *
 * @since 0.1.0
 */
export interface WiredFact extends Omit<ProviderFact, "amount" | "currency"> {
  readonly wired: string
}

/**
 * What a provider tells of a refund, and by which names the payment may be known there; any of them names it.
 *
 * @since 0.1.0
 */
export interface Telling {
  readonly references: Payment["references"]
  /** Our own id of the refund, where the provider gives it back to us. */
  readonly refundId?: string
  readonly fact: ProviderFact | WiredFact
}

/**
 * An event of a provider's: its id is the same however often it comes. Without `tells` it is about nothing we keep.
 *
 * @since 0.1.0
 */
export interface Notice {
  readonly provider: string
  readonly id: string
  readonly type: string
  readonly tells?: Telling
}
