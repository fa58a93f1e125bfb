/**
 * Sends refunds to Dodo, line by line, looks them up, and says honestly what it does not know.
 *
 * @since 0.1.0
 */
import { apportion } from "@refund-rules/core"
import type { FetchedPayment, Gateway, Listed, Outcome, Period, ProviderFact, Sending } from "@refund-rules/engine"
import { exchange, type Exchanged, parsed } from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { fetchedOut } from "./fetched.ts"
import { bodyOf, canBeSent, factOf, isOurs, type ItemAmount, itemsOf, type SendingChoices } from "./mapping.ts"
import { declined, outcomeOf, refundIn, telling } from "./outcomes.ts"
import { LARGEST, LineItemsRead, PaymentRead, RefundsRead } from "./Wire.ts"

/**
 * Where Dodo is, and who we are there.
 *
 * @since 0.1.0
 */
export interface DodoSettings {
  /** `https://live.dodopayments.com`, or what speaks its wire; a path of its own is kept. */
  readonly url: string
  readonly key: Redacted.Redacted
  /** How long an answer may take; 30 seconds unless set. */
  readonly timeoutMs?: number
  /** Tells Dodo of the reason `fraudulent`; it is kept back unless set. */
  readonly forwardFraudulent?: boolean
}

type GatewayService = (typeof Gateway)["Service"]

/** What Dodo can carry: it counts in 32 bits. */
export const capabilities: GatewayService["capabilities"] = { maxAmount: LARGEST as never }

/**
 * The gateway to Dodo. Dodo does not tell a repeated send from a second refund: so nothing is sent again before a list of
 * what was refunded since, read to its end, denies it. Every send leaves our id in the metadata there.
 *
 * @example
 * ```ts
 * import { dodoGateway } from "@refund-rules/provider-dodo"
 * import { Effect, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const settings = { url: "https://test.dodopayments.com", key: Redacted.make("key") }
 * const gateway = await Effect.runPromise(Effect.provide(dodoGateway(settings), FetchHttpClient.layer))
 *
 * gateway.keyed // => false
 * gateway.lookUp // => "by-list"
 * ```
 *
 * @since 0.1.0
 */
export const dodoGateway = (settings: DodoSettings): Effect.Effect<GatewayService, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client): GatewayService => {
    const calling = callsOf(client, settings)
    const choices = { forwardFraudulent: settings.forwardFraudulent ?? false }
    return {
      provider: "dodo",
      capabilities,
      keyed: false,
      lookUp: "by-list",
      send: (sending) => send(calling, sending, choices),
      find: (sending) => find(calling, sending),
      list: (period, after) => list(calling, period, Number(after ?? 0)),
      fetchPayment: ({ paymentId }) =>
        typeof paymentId === "string" ? fetchPayment(calling, paymentId) : Effect.undefined,
    }
  })

interface Calls {
  readonly get: (path: string, currency?: string) => Effect.Effect<Exchanged>
  readonly post: (path: string, body: unknown, currency: string) => Effect.Effect<Exchanged>
}

const callsOf = (client: HttpClient.HttpClient, { key, timeoutMs = 30_000, url }: DodoSettings): Calls => {
  const base = url.replace(/\/+$/, "")
  const headers = {
    accept: "application/json",
    "accept-encoding": "identity",
    authorization: `Bearer ${Redacted.value(key)}`,
    "user-agent": "refund-rules",
  }
  // The sandbox is told no payments: Dodo knows the currency of its own, and takes no notice of the header.
  const telling = (currency: string | undefined) =>
    currency === undefined ? headers : { ...headers, "refund-rules-currency": currency }
  return {
    get: (path, currency) =>
      exchange(client, HttpClientRequest.get(`${base}${path}`, { headers: telling(currency) }), timeoutMs),
    post: (path, body, currency) => {
      const request = HttpClientRequest.post(`${base}${path}`, { headers: telling(currency) })
      return exchange(client, HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json"), timeoutMs)
    },
  }
}

const send = Effect.fnUntraced(function* (calling: Calls, sending: Sending, choices: SendingChoices) {
  if (!canBeSent(sending)) {
    const cause = "the payment has no name at Dodo, or its amount cannot be written"
    return { _tag: "Misconfigured", cause } satisfies Outcome
  }
  const items = itemsOf(sending) ?? (yield* lookedUp(calling, sending))
  if (!Array.isArray(items)) return items as Outcome
  const body = bodyOf(sending, items as readonly ItemAmount[], choices)
  return outcomeOf(sending, yield* calling.post("/refunds", body, sending.payment.currency))
})

const readItems = Schema.decodeUnknownOption(LineItemsRead)

/** The items of a payment that was registered without lines, as Dodo has them; or why nothing could be sent. */
const lookedUp = Effect.fnUntraced(function* (calling: Calls, sending: Sending) {
  const { payment, refund } = sending
  const path = `/payments/${encodeURIComponent(String(payment.references["paymentId"]))}/line-items`
  const exchanged = yield* calling.get(path, payment.currency)
  const items =
    exchanged._tag === "Answered" && exchanged.status === 200
      ? Option.getOrUndefined(readItems(parsed(exchanged.body)))
      : undefined
  if (items !== undefined && items.items.length > 0) return sharesOf(items, refund.claim.paid)
  return unasked(outcomeOf(sending, exchanged))
})

/** By what is still refundable of each; where that is not enough, Dodo itself says so. */
const sharesOf = ({ items }: LineItemsRead, paid: number): readonly ItemAmount[] => {
  const refundable = items.map((item) => Math.max(0, item.refundable_amount))
  const isEnough = refundable.reduce((sum, each) => sum + each, 0) >= paid
  const shares = isEnough ? apportion(refundable, paid) : refundable.map((_, index) => (index === 0 ? paid : 0))
  return items.map((item, index) => ({ id: item.items_id, amount: shares[index]! })).filter(({ amount }) => amount > 0)
}

/** What came of a question before anything was sent: whatever is not known of it, no refund was asked for. */
const unasked = (outcome: Outcome): Outcome => {
  switch (outcome._tag) {
    case "Refused":
    case "Misconfigured":
    case "NotNow":
    case "NotSent":
      return outcome
    case "Unknown":
      return { _tag: "NotSent", cause: `the items of the payment could not be looked up: ${outcome.cause}` }
    case "Acknowledged":
      return { _tag: "NotSent", cause: "the items of the payment could not be looked up" }
  }
}

const find = (calling: Calls, sending: Sending): Effect.Effect<ProviderFact | undefined | "unknown"> => {
  const { providerRefundId } = sending.refund
  return providerRefundId === undefined ? search(calling, sending) : findById(calling, sending, providerRefundId)
}

const findById = (calling: Calls, sending: Sending, id: string): Effect.Effect<ProviderFact | "unknown"> =>
  Effect.map(read(calling, id), (found) =>
    found === undefined || found.refund_id !== id ? "unknown" : telling.found(sending, found),
  )

const read = (calling: Calls, id: string) =>
  Effect.map(calling.get(`/refunds/${encodeURIComponent(id)}`), (exchanged) =>
    exchanged._tag === "Answered" && exchanged.status === 200 ? refundIn(exchanged) : undefined,
  )

const readPage = Schema.decodeUnknownOption(RefundsRead)

const PAGE = 100
const MOST_PAGES = 100
const A_DAY_MS = 86_400_000

/**
 * Walks everything refunded since the refund was made here, and asks after each one of the payment, until one carries our
 * id; only a list read to its empty page denies it. The day covers clocks that differ.
 */
const search = Effect.fnUntraced(function* (calling: Calls, sending: Sending) {
  const since = new Date(Date.parse(sending.refund.createdAt) - A_DAY_MS).toISOString()
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = `created_at_gte=${encodeURIComponent(since)}&page_size=${PAGE}&page_number=${page}`
    const exchanged = yield* calling.get(`/refunds?${query}`)
    if (exchanged._tag !== "Answered" || exchanged.status !== 200) return "unknown"
    const listed = Option.getOrUndefined(readPage(parsed(exchanged.body)))
    if (listed === undefined) return "unknown"
    if (listed.items.length === 0) return undefined
    for (const { payment_id: payment, refund_id: id } of listed.items) {
      if (payment !== sending.payment.references["paymentId"]) continue
      const found = yield* read(calling, id)
      if (found === undefined) return "unknown"
      if (isOurs(sending, found)) return telling.found(sending, found)
    }
  }
  return "unknown"
})

/** A list leaves out our id of a refund: whoever needs it has to ask after one that is on its way. */
const list = Effect.fnUntraced(function* (calling: Calls, { since, until }: Period, page: number) {
  const query = new URLSearchParams({
    created_at_gte: since,
    created_at_lte: until,
    page_size: String(PAGE),
    page_number: String(page),
  })
  const exchanged = yield* calling.get(`/refunds?${query.toString()}`)
  if (exchanged._tag !== "Answered" || exchanged.status !== 200) return "unknown"
  const listed = Option.getOrUndefined(readPage(parsed(exchanged.body)))
  if (listed === undefined) return "unknown"
  const read = listed.items.map((item) => ({ item, fact: factOf(item) }))
  const part: Listed = {
    tells: read.flatMap(({ fact, item }) =>
      fact === undefined ? [] : [{ references: { paymentId: item.payment_id }, fact }],
    ),
    unread: read.flatMap(({ fact, item }) => (fact === undefined ? [item.refund_id] : [])),
    ...(listed.items.length === 0 ? {} : { next: String(page + 1) }),
  }
  return part
})

const readPayment = Schema.decodeUnknownOption(PaymentRead)

/** A payment, with its lines where Dodo's items add up to it. */
const fetchPayment = Effect.fnUntraced(function* (
  calling: Calls,
  id: string,
): Effect.fn.Return<FetchedPayment | undefined | "unknown"> {
  const path = `/payments/${encodeURIComponent(id)}`
  const exchanged = yield* calling.get(path)
  if (exchanged._tag !== "Answered") return "unknown"
  const said = exchanged.status === 404 ? declined(exchanged) : undefined
  if (said !== undefined && "code" in said) return undefined
  const payment = exchanged.status === 200 ? Option.getOrUndefined(readPayment(parsed(exchanged.body))) : undefined
  if (payment === undefined || payment.payment_id !== id) return "unknown"
  const listed = yield* calling.get(`${path}/line-items`)
  if (listed._tag !== "Answered" || listed.status !== 200) return "unknown"
  return fetchedOut(payment, Option.getOrUndefined(readItems(parsed(listed.body)))) ?? "unknown"
})
