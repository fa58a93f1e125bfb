/**
 * Sends refunds to Stripe under one key each, looks them up, and says honestly what it does not know.
 *
 * @since 0.1.0
 */
import type { FetchedPayment, Gateway, Outcome, Period, ProviderFact, Sending } from "@refund-rules/engine"
import type { Payment } from "@refund-rules/core"
import {
  errorSaid,
  exchange,
  type Exchanged,
  OUR_ID,
  parsed,
  type Writable,
  writeForm,
} from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { chargedOut, idOf, intendedOut } from "./fetched.ts"
import { formOf } from "./mapping.ts"
import { listed } from "./listed.ts"
import { outcomeOf, telling } from "./outcomes.ts"
import { ChargeRead, IntentRead, type RefundRead, RefundsRead, VERSION } from "./Wire.ts"

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
      fetchPayment: (references) => fetchPayment(calling, references),
      list: (period, after) =>
        Effect.map(calling.get("/v1/refunds", writeForm(partOf(period, after))), (exchanged) => {
          const page = readAs(readPage, exchanged)
          return page === undefined ? "unknown" : listed(page)
        }),
    }
  })

/** Seconds are all that Stripe tells of time: those in which the period begins and ends are in it. */
const partOf = ({ since, until }: Period, after: string | undefined): { readonly [name: string]: Writable } => ({
  created: { gte: Math.floor(Date.parse(since) / 1000), lt: Math.ceil(Date.parse(until) / 1000) },
  limit: PAGE,
  starting_after: after,
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
        const fact = telling.lookedUp(sending, exchanged)
        return fact === "unknown" || fact.providerRefundId !== providerRefundId ? "unknown" : fact
      })
}

const readPage = Schema.decodeUnknownOption(RefundsRead)

/**
 * Walks a list of refunds, newest first, until one is the one that is looked for: that one, everything that was read where
 * none is, or undefined where the list could not be read to its end.
 */
const walked = Effect.fnUntraced(function* (
  calling: Calls,
  narrowed: { readonly [name: string]: Writable },
  isIt: (refund: RefundRead) => boolean,
): Effect.fn.Return<readonly RefundRead[] | RefundRead | undefined> {
  const all: RefundRead[] = []
  for (let count = 0; count < MOST_PAGES; count++) {
    const query = writeForm({ ...narrowed, limit: PAGE, starting_after: all.at(-1)?.id })
    const page = readAs(readPage, yield* calling.get("/v1/refunds", query))
    if (page === undefined) return undefined
    const found = page.data.find(isIt)
    if (found !== undefined) return found
    all.push(...page.data)
    if (!page.has_more) return all
    if (page.data.length === 0) return undefined
  }
  return undefined
})

const readAs = <A>(read: (value: unknown) => Option.Option<A>, exchanged: Exchanged): A | undefined =>
  exchanged._tag === "Answered" && exchanged.status === 200
    ? Option.getOrUndefined(read(parsed(exchanged.body)))
    : undefined

/** One of the payment's refunds carries our id; only a list read to its end denies it. */
const search = Effect.fnUntraced(function* (calling: Calls, sending: Sending) {
  const { payment, refund } = sending
  const found = yield* walked(calling, narrowed(payment, refund), ({ metadata }) => metadata?.[OUR_ID] === refund.id)
  if (found === undefined) return "unknown"
  return "id" in found ? telling.found(sending, found) : undefined
})

const readCharge = Schema.decodeUnknownOption(ChargeRead)
const readIntent = Schema.decodeUnknownOption(IntentRead)

/** A payment by its charge, or by the charge that its intent came to, with everything refunded of it. */
const fetchPayment = Effect.fnUntraced(function* (
  calling: Calls,
  { charge, paymentIntent }: Payment["references"],
): Effect.fn.Return<FetchedPayment | undefined | "unknown"> {
  if (typeof charge === "string") return yield* fetchCharge(calling, charge)
  if (typeof paymentIntent !== "string") return undefined
  const exchanged = yield* calling.get(`/v1/payment_intents/${encodeURIComponent(paymentIntent)}`, "")
  if (isNotThere(exchanged)) return undefined
  const intent = readAs(readIntent, exchanged)
  if (intent === undefined || intent.id !== paymentIntent) return "unknown"
  const latest = idOf(intent.latest_charge)
  const charged = latest === undefined ? undefined : yield* fetchCharge(calling, latest)
  if (charged === "unknown") return "unknown"
  // An intent whose charge failed may come to another one.
  return charged === undefined || charged.payment.status === "failed" ? (intendedOut(intent) ?? "unknown") : charged
})

const fetchCharge = Effect.fnUntraced(function* (
  calling: Calls,
  id: string,
): Effect.fn.Return<FetchedPayment | undefined | "unknown"> {
  const exchanged = yield* calling.get(`/v1/charges/${encodeURIComponent(id)}`, "")
  if (isNotThere(exchanged)) return undefined
  const charge = readAs(readCharge, exchanged)
  const refunds = charge?.id === id ? yield* walked(calling, { charge: id }, () => false) : undefined
  if (charge === undefined || refunds === undefined || "id" in refunds) return "unknown"
  return chargedOut(charge, refunds) ?? "unknown"
})

/** Only Stripe itself can say that there is none: a proxy says so of an address. */
const isNotThere = (exchanged: Exchanged): boolean =>
  exchanged._tag === "Answered" && exchanged.status === 404 && errorSaid("Stripe", exchanged) !== undefined

const A_DAY = 86_400

const narrowed = ({ kind, references }: Sending["payment"], { createdAt }: Sending["refund"]) => {
  const { charge, paymentIntent } = references
  // A customer's balance has no payment at Stripe; the day covers clocks that differ.
  if (kind === "customer_balance") return { created: { gte: Math.floor(Date.parse(createdAt) / 1000) - A_DAY } }
  return paymentIntent === undefined ? { charge } : { payment_intent: paymentIntent }
}
