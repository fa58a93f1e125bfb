/**
 * Sends refunds to WooshPay, retrieves those whose id is known, and says honestly what it does not know.
 *
 * @since 0.1.0
 */
import type { Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { exchange, type Exchanged } from "@refund-rules/provider-kit"
import { Effect, Redacted } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { bodyOf, type SendingChoices } from "./mapping.ts"
import { outcomeOf, telling } from "./outcomes.ts"
import type { CreateBody } from "./Wire.ts"

/**
 * Where WooshPay is, and who we are there.
 *
 * @since 0.1.0
 */
export interface WooshpaySettings {
  /** `https://api.wooshpay.com`, or what speaks its wire; a path of its own is kept. */
  readonly url: string
  readonly key: Redacted.Redacted
  /** How long an answer may take; 30 seconds unless set. */
  readonly timeoutMs?: number
  /** Sends the reason `fraudulent` on; it is kept back unless set. */
  readonly forwardFraudulent?: boolean
}

type GatewayService = (typeof Gateway)["Service"]

/**
 * The gateway to WooshPay, which publishes neither keys of a repeated send nor a list: a send whose answer was lost is never
 * sent again, and stays in doubt until WooshPay tells of it, or somebody does. The key goes with it all the same.
 *
 * @example
 * ```ts
 * import { wooshpayGateway } from "@refund-rules/provider-wooshpay"
 * import { Effect, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const settings = { url: "https://apitest.wooshpay.com", key: Redacted.make("sk_test_1") }
 * const gateway = await Effect.runPromise(Effect.provide(wooshpayGateway(settings), FetchHttpClient.layer))
 *
 * gateway.keyed // => false
 * gateway.lookUp // => "by-id"
 * ```
 *
 * @since 0.1.0
 */
export const wooshpayGateway = (
  settings: WooshpaySettings,
): Effect.Effect<GatewayService, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client): GatewayService => {
    const calling = callsOf(client, settings)
    const choices = { forwardFraudulent: settings.forwardFraudulent ?? false }
    return {
      provider: "wooshpay",
      capabilities: {},
      keyed: false,
      lookUp: "by-id",
      send: (sending) => send(calling, sending, choices),
      find: (sending) => find(calling, sending),
    }
  })

interface Calls {
  readonly get: (path: string) => Effect.Effect<Exchanged>
  readonly post: (path: string, key: string, body: CreateBody, currency: string) => Effect.Effect<Exchanged>
}

const callsOf = (client: HttpClient.HttpClient, { key, timeoutMs = 30_000, url }: WooshpaySettings): Calls => {
  const base = url.replace(/\/+$/, "")
  const headers = {
    accept: "application/json",
    "accept-encoding": "identity",
    // The key is the user, and the password is empty.
    authorization: `Basic ${btoa(`${Redacted.value(key)}:`)}`,
    // Asked for also where there is no body.
    "content-type": "application/json",
    "user-agent": "refund-rules",
  }
  return {
    get: (path) => exchange(client, HttpClientRequest.get(`${base}${path}`, { headers }), timeoutMs),
    post: (path, idempotencyKey, body, currency) => {
      const request = HttpClientRequest.post(`${base}${path}`, {
        // The sandbox is told no payments: WooshPay knows the currency of its own, and takes no notice of the header.
        headers: { ...headers, "idempotency-key": idempotencyKey, "refund-rules-currency": currency },
      })
      return exchange(client, HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json"), timeoutMs)
    },
  }
}

const send = (calling: Calls, sending: Sending, choices: SendingChoices): Effect.Effect<Outcome> => {
  const body = bodyOf(sending, choices)
  return body === undefined
    ? Effect.succeed({
        _tag: "Misconfigured",
        cause: "the payment has no name at WooshPay, or its amount cannot be written",
      })
    : Effect.map(calling.post("/v1/refunds", sending.key, body, sending.payment.currency), (exchanged) =>
        outcomeOf(sending, exchanged),
      )
}

/** WooshPay has no list: what has no id there cannot be found, and is not denied. */
const find = (calling: Calls, sending: Sending): Effect.Effect<ProviderFact | "unknown"> => {
  const { providerRefundId } = sending.refund
  if (providerRefundId === undefined) return Effect.succeed("unknown")
  return Effect.map(calling.get(`/v1/refunds/${encodeURIComponent(providerRefundId)}`), (exchanged) => {
    if (exchanged._tag !== "Answered" || exchanged.status !== 200) return "unknown"
    const fact = telling.lookedUp(sending, exchanged)
    return fact === "unknown" || fact.providerRefundId !== providerRefundId ? "unknown" : fact
  })
}
