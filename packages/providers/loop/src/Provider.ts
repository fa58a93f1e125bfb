/** Loop as one value, for whoever wires a server. */
import type { Provider } from "@refund-rules/provider-kit"
import { loopFacade } from "./Facade.ts"
import { loopGateway } from "./Gateway.ts"
import { loopWebhook } from "./Webhook.ts"

/**
 * Loop Health in both directions, as servers list it.
 *
 * @example
 * ```ts
 * import { loop } from "@refund-rules/provider-loop"
 *
 * loop.credentials // => ["key"]
 * ```
 *
 * @since 0.1.0
 */
export const loop: Provider = {
  name: "loop",
  // It names one address only: what is for testing is the token's, not the address.
  addresses: { test: "https://payments.platform.loop.health", live: "https://payments.platform.loop.health" },
  credentials: ["key"],
  isOfTestMode: (secret) => /(^|_)test_/.test(secret),
  capabilities: {},
  gateway: ({ credentials, timeoutMs, url }) => loopGateway({ url, key: credentials.key, timeoutMs }),
  facade: loopFacade,
  webhook: loopWebhook,
}
