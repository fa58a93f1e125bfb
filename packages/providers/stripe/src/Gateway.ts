/**
 * Sends refunds to Stripe under one key each, looks them up, and says honestly what it does not know.
 *
 * @since 0.1.0
 */
import type { Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { exchange, type Exchanged, OUR_ID, parsed, type Writable, writeForm } from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { formOf } from "./mapping.ts"
import { foundById, foundIn, outcomeOf } from "./outcomes.ts"
import { RefundsRead, VERSION } from "./Wire.ts"

/**
 * Where Stripe is, and who we are there.
 *
 * @since 0.1.0
 */
export interface StripeSettings {
  /** `https://api.stripe.com`, or what speaks its wire; a path of its own is kept. */
  readonly url: string
  readonly key: Redacted.Redacted
  /** How long an answer may take; 30 seconds unless set. */
  readonly timeoutMs?: number
  /** Sends the reason `fraudulent` on, which makes Stripe block the payer; it is kept back unless set. */
  readonly forwardFraudulent?: boolean
}

type GatewayService = (typeof Gateway)["Service"]

const PAGE = 100
const MOST_PAGES = 50

/**
 * The gateway to Stripe. Stripe tells a repeated send by its key for a day, and repeats a stored error too: so what is
 * not known is looked up, by the refund's id that every send leaves in the metadata there.
 *
 * @example
 * ```ts
 * import { stripeGateway } from "@refund-rules/provider-stripe"
 * import { Effect, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const settings = { url: "https://api.stripe.com", key: Redacted.make("sk_test_1") }
 * const gateway = await Effect.runPromise(Effect.provide(stripeGateway(settings), FetchHttpClient.layer))
 *
 * gateway.keyed // => true
 * gateway.lookUp // => "by-list"
 * ```
 *
 * @since 0.1.0
 */
export const stripeGateway = (settings: StripeSettings): Effect.Effect<GatewayService, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client): GatewayService => {
    const calling = callsOf(client, settings)
    return {
      provider: "stripe",
      capabilities: {},
      keyed: true,
      lookUp: "by-list",
      send: (sending) => send(calling, sending, settings.forwardFraudulent ?? false),
      find: (sending) => find(calling, sending),
      cancel: (sending) => cancel(calling, sending),
    }
  })

interface Calls {
  readonly get: (path: string, query: string) => Effect.Effect<Exchanged>
  readonly post: (
    path: string,
    key: string,
    form: { readonly [name: string]: Writable },
    currency: string,
  ) => Effect.Effect<Exchanged>
}

const callsOf = (client: HttpClient.HttpClient, { key, timeoutMs = 30_000, url }: StripeSettings): Calls => {
  const base = url.replace(/\/+$/, "")
  const headers = {
    accept: "application/json",
    "accept-encoding": "identity",
    authorization: `Bearer ${Redacted.value(key)}`,
    "stripe-version": VERSION,
    "user-agent": "refund-rules",
  }
  return {
    get: (path, query) =>
      exchange(
        client,
        HttpClientRequest.get(`${base}${path}${query === "" ? "" : `?${query}`}`, { headers }),
        timeoutMs,
      ),
    post: (path, idempotencyKey, form, currency) => {
      const request = HttpClientRequest.post(`${base}${path}`, {
        // The sandbox is told no payments: Stripe knows the currency of its own, and takes no notice of the header.
        headers: { ...headers, "idempotency-key": idempotencyKey, "refund-rules-currency": currency },
      })
      const body = HttpClientRequest.bodyText(request, writeForm(form), "application/x-www-form-urlencoded")
      return exchange(client, body, timeoutMs)
    },
  }
}

const send = (calling: Calls, sending: Sending, forwardFraudulent: boolean): Effect.Effect<Outcome> => {
  const form = formOf(sending, { forwardFraudulent })
  return form === undefined
    ? Effect.succeed({
        _tag: "Misconfigured",
        cause: "the payment has no name at Stripe, or its amount cannot be written",
      })
    : Effect.map(calling.post("/v1/refunds", sending.key, form, sending.payment.currency), (exchanged) =>
        outcomeOf(sending, exchanged),
      )
}

const cancel = (calling: Calls, sending: Sending): Effect.Effect<Outcome> => {
  const { providerRefundId } = sending.refund
  if (providerRefundId === undefined)
    return Effect.succeed({ _tag: "Misconfigured", cause: "Stripe has no such refund" })
  const path = `/v1/refunds/${encodeURIComponent(providerRefundId)}/cancel`
  return Effect.map(calling.post(path, sending.key, {}, sending.payment.currency), (exchanged) =>
    outcomeOf(sending, exchanged),
  )
}

const find = (calling: Calls, sending: Sending): Effect.Effect<ProviderFact | undefined | "unknown"> => {
  const { providerRefundId } = sending.refund
  return providerRefundId === undefined
    ? search(calling, sending)
    : Effect.map(calling.get(`/v1/refunds/${encodeURIComponent(providerRefundId)}`, ""), (exchanged) => {
        if (exchanged._tag !== "Answered" || exchanged.status !== 200) return "unknown"
        const fact = foundById(sending, exchanged)
        return fact === "unknown" || fact.providerRefundId !== providerRefundId ? "unknown" : fact
      })
}

const readPage = Schema.decodeUnknownOption(RefundsRead)

/** Walks the payment's refunds, newest first, until one carries our id; only a list read to its end denies it. */
const search = Effect.fnUntraced(function* (calling: Calls, sending: Sending) {
  const { payment, refund } = sending
  let after: string | undefined
  for (let count = 0; count < MOST_PAGES; count++) {
    const query = writeForm({ ...narrowed(payment, refund), limit: PAGE, starting_after: after })
    const exchanged = yield* calling.get("/v1/refunds", query)
    if (exchanged._tag !== "Answered" || exchanged.status !== 200) return "unknown"
    const page = Option.getOrUndefined(readPage(parsed(exchanged.body)))
    if (page === undefined) return "unknown"
    const found = page.data.find(({ metadata }) => metadata?.[OUR_ID] === refund.id)
    if (found !== undefined) return foundIn(sending, found)
    if (!page.has_more) return undefined
    after = page.data.at(-1)?.id
    if (after === undefined) return "unknown"
  }
  return "unknown"
})

const A_DAY = 86_400

const narrowed = ({ kind, references }: Sending["payment"], { createdAt }: Sending["refund"]) => {
  const { charge, paymentIntent } = references
  // A customer's balance has no payment at Stripe; the day covers clocks that differ.
  if (kind === "customer_balance") return { created: { gte: Math.floor(Date.parse(createdAt) / 1000) - A_DAY } }
  return paymentIntent === undefined ? { charge } : { payment_intent: paymentIntent }
}
