/** Dodo Payments as one value, for whoever wires a server. */
import type { Provider } from "@refund-rules/provider-kit"
import { dodoFacade } from "./Facade.ts"
import { capabilities, dodoGateway } from "./Gateway.ts"
import { dodoWebhook } from "./Webhook.ts"

/**
 * Dodo Payments. Its keys do not say of which mode they are: its two addresses do.
 *
 * @example
 * ```ts
 * import { dodo } from "@refund-rules/provider-dodo"
 *
 * dodo.capabilities // => { maxAmount: 2147483647 }
 * ```
 *
 * @since 0.1.0
 */
export const dodo: Provider = {
  name: "dodo",
  addresses: { test: "https://test.dodopayments.com", live: "https://live.dodopayments.com" },
  credentials: ["key"],
  isOfTestMode: () => false,
  capabilities,
  gateway: ({ credentials, timeoutMs, url }) => dodoGateway({ url, key: credentials.key, timeoutMs }),
  facade: dodoFacade,
  webhook: dodoWebhook,
}
