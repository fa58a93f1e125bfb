/** Dollr as one value, for whoever wires a server. */
import type { Provider } from "@refund-rules/provider-kit"
import { Redacted } from "effect"
import { dollrFacade } from "./Facade.ts"
import { dollrGateway } from "./Gateway.ts"

/**
 * Dollr in both directions, as servers list it. It sends no webhooks: how a refund stands is asked for.
 *
 * @example
 * ```ts
 * import { dollr } from "@refund-rules/provider-dollr"
 *
 * dollr.webhook // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const dollr: Provider = {
  name: "dollr",
  // It names one address only: what is for testing is the client's, not the address.
  addresses: { test: "https://api.heydollr.app", live: "https://api.heydollr.app" },
  credentials: ["clientId", "clientSecret"],
  isOfTestMode: (secret) => /(^|_)test_/.test(secret),
  capabilities: {},
  gateway: ({ credentials, timeoutMs, url }) =>
    dollrGateway({
      url,
      clientId: Redacted.value(credentials.clientId),
      clientSecret: credentials.clientSecret,
      timeoutMs,
    }),
  facade: dollrFacade,
}
