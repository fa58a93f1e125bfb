/** Sends refunds to Pier under one key each, and looks them up by it. */
import type { Gateway, Outcome } from "@refund-rules/engine"
import { exchange, type GatewaySettings } from "@refund-rules/provider-kit"
import { Effect, Redacted } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { refundSent } from "./mapping.ts"
import { foundOf, sentOf } from "./outcomes.ts"

type GatewayService = (typeof Gateway)["Service"]

export type PierSettings = Pick<GatewaySettings, "timeoutMs" | "url"> & { readonly key: Redacted.Redacted }

export const pierGateway = ({
  key,
  timeoutMs,
  url,
}: PierSettings): Effect.Effect<GatewayService, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client): GatewayService => {
    const headers = { accept: "application/json", authorization: `Bearer ${Redacted.value(key)}` }
    return {
      provider: "pier",
      capabilities: {},
      // The same key again is the same refund there: so what is in doubt may be sent again, and looked up.
      keyed: true,
      lookUp: "by-key",
      send: (sending) => {
        const body = refundSent(sending)
        if (body.payment === undefined) return Effect.succeed(nameless)
        const request = HttpClientRequest.post(`${url}/refunds`, { headers })
        const written = HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
        return Effect.map(exchange(client, written, timeoutMs), (exchanged) => sentOf(sending, exchanged))
      },
      find: (sending) => {
        const request = HttpClientRequest.get(`${url}/refunds/${encodeURIComponent(sending.key)}`, { headers })
        return Effect.map(exchange(client, request, timeoutMs), (exchanged) => foundOf(sending, exchanged))
      },
    }
  })

const nameless: Outcome = { _tag: "Misconfigured", cause: "the payment has no name at Pier" }
