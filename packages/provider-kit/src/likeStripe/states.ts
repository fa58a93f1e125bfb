/** States of refunds in Stripe's words, which other providers took over: between them and ours, total both ways. */
import type { ProviderFact, RefundView } from "@refund-rules/engine"

/**
 * The words a refund's state is told in.
 *
 * @since 0.1.0
 */
export type StripeState = "pending" | "requires_action" | "succeeded" | "failed" | "canceled"

/**
 * How a refund of ours looks there; money that did not move and never will is canceled or failed.
 *
 * @example
 * ```ts
 * import { stateOut } from "@refund-rules/provider-kit"
 *
 * stateOut("unknown") // => "pending"
 * ```
 *
 * @since 0.1.0
 */
export const stateOut = (status: RefundView["status"]): StripeState => {
  switch (status) {
    case "review":
    case "accepted":
    case "submitting":
    case "unknown":
    case "pending":
      return "pending"
    case "requires_action":
    case "succeeded":
    case "failed":
    case "canceled":
      return status
    case "rejected":
      return "canceled"
  }
}

/**
 * How it looks where nobody waits for the payer.
 *
 * @example
 * ```ts
 * import { stateWithoutAction } from "@refund-rules/provider-kit"
 *
 * stateWithoutAction("requires_action") // => "pending"
 * ```
 *
 * @since 0.1.0
 */
export const stateWithoutAction = (status: RefundView["status"]): Exclude<StripeState, "requires_action"> => {
  const state = stateOut(status)
  return state === "requires_action" ? "pending" : state
}

/**
 * What a word of theirs means where nobody waits for the payer; one that is not known settles nothing.
 *
 * @example
 * ```ts
 * import { settledIn } from "@refund-rules/provider-kit"
 *
 * settledIn("succeeded") // => "succeeded"
 * settledIn("processing") // => "pending"
 * ```
 *
 * @since 0.1.0
 */
export const settledIn = (word: string | null | undefined): ProviderFact["status"] => {
  switch (word) {
    case "succeeded":
    case "failed":
    case "canceled":
      return word
    case null:
    case undefined:
      return "pending"
  }
  return "pending"
}
