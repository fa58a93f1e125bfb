/** Stripe as one value, for whoever wires a server. */
import type { Provider } from "@refund-rules/provider-kit"
import { stripeFacade } from "./Facade.ts"
import { stripeGateway } from "./Gateway.ts"
import { stripeWebhook } from "./Webhook.ts"

/**
 * Stripe in both directions, as servers list it.
 *
 * @example
 * ```ts
 * import { stripe } from "@refund-rules/provider-stripe"
 *
 * stripe.isOfTestMode("sk_test_0123456789") // => true
 * ```
 *
 * @since 0.1.0
 */
export const stripe: Provider = {
  name: "stripe",
  addresses: { test: "https://api.stripe.com", live: "https://api.stripe.com" },
  credentials: ["key"],
  isOfTestMode: (secret) => secret.includes("_test_"),
  capabilities: {},
  gateway: ({ credentials, timeoutMs, url }) => stripeGateway({ url, key: credentials.key, timeoutMs }),
  facade: stripeFacade,
  webhook: stripeWebhook,
}
