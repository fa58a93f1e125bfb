/** What a provider says of one refund of its own. */

/**
 * What a provider says about a refund.
 *
 * @since 0.1.0
 */
export interface ProviderFact {
  readonly providerRefundId: string
  readonly status: "pending" | "requires_action" | "succeeded" | "failed" | "canceled"
  readonly amount: number
  readonly currency: string
  /** Why it failed, in the provider's own word. */
  readonly code?: string
}
