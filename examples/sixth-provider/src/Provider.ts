/** Pier as one value: a server that lists it serves its facade, asks it for refunds and takes its webhooks. */
import type { Provider } from "@refund-rules/provider-kit"
import { pierFacade } from "./Facade.ts"
import { pierGateway } from "./Gateway.ts"
import { pierWebhook } from "./Webhook.ts"

export const pier: Provider = {
  name: "pier",
  addresses: { test: "https://test.pier.example", live: "https://pier.example" },
  credentials: ["key"],
  isOfTestMode: (secret) => secret.startsWith("test_"),
  capabilities: {},
  gateway: ({ credentials, timeoutMs, url }) => pierGateway({ url, key: credentials.key, timeoutMs }),
  facade: pierFacade,
  webhook: pierWebhook,
}
