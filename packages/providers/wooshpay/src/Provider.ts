/** WooshPay as one value, for whoever wires a server. */
import type { Provider } from "@refund-rules/provider-kit"
import { wooshpayFacade } from "./Facade.ts"
import { wooshpayGateway } from "./Gateway.ts"
import { wooshpayWebhook } from "./Webhook.ts"

/**
 * WooshPay in both directions. Its keys say of which mode they are.
 *
 * @example
 * ```ts
 * import { wooshpay } from "@refund-rules/provider-wooshpay"
 *
 * wooshpay.isOfTestMode("sk_test_0123456789") // => true
 * ```
 *
 * @since 0.1.0
 */
export const wooshpay: Provider = {
  name: "wooshpay",
  addresses: { test: "https://apitest.wooshpay.com", live: "https://api.wooshpay.com" },
  credentials: ["key"],
  isOfTestMode: (secret) => secret.includes("_test_"),
  capabilities: {},
  gateway: ({ credentials, timeoutMs, url }) => wooshpayGateway({ url, key: credentials.key, timeoutMs }),
  facade: wooshpayFacade,
  webhook: wooshpayWebhook,
}
