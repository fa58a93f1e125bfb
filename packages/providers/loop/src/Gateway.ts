/**
 * Sends refunds to Loop, finds them again in the list of their customer, and fetches payments.
 *
 * @since 0.1.0
 */
import { decodeAmount, type Payment, type PaymentInput, parsePayment } from "@refund-rules/core"
import type { FetchedPayment, Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { asidesOf, exchange, type Exchanged, parsed } from "@refund-rules/provider-kit"
import { Effect, Option, Redacted, Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { askOut, factOf, isMarked, isOfPayment, markIn, paymentStatusIn } from "./mapping.ts"
import { sentOf, telling } from "./outcomes.ts"
import { ErrorRead, PaymentRead, type RefundRead, RefundsRead } from "./Wire.ts"

/**
 * Where Loop is, and who we are there.
 *
 * @since 0.1.0
 */
export interface LoopSettings {
  /** `https://payments.platform.loop.health`, or what speaks its wire; a path of its own is kept. */
  readonly url: string
  /** The access token that is sent as it is. */
  readonly key: Redacted.Redacted
  /** How long an answer may take; 30 seconds unless set. */
  readonly timeoutMs?: number
}

type GatewayService = (typeof Gateway)["Service"]

const LIMIT = 100

/**
 * The gateway to Loop, which has no keys: a refund is sent once, and again only where the list of its customer, and the
 * payment itself, say that it never came to be. Without a customer nobody can look, and an operator decides.
 *
 * @example
 * ```ts
 * import { loopGateway } from "@refund-rules/provider-loop"
 * import { Effect, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const settings = { url: "https://payments.platform.loop.health", key: Redacted.make("token") }
 * const gateway = await Effect.runPromise(Effect.provide(loopGateway(settings), FetchHttpClient.layer))
 *
 * gateway.keyed // => false
 * gateway.lookUp // => "by-list"
 * ```
 *
 * @since 0.1.0
 */
export const loopGateway = (settings: LoopSettings): Effect.Effect<GatewayService, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client): GatewayService => {
    const calling = callsOf(client, settings)
    return {
      provider: "loop",
      capabilities: {},
      keyed: false,
      lookUp: "by-list",
      send: (sending) => send(calling, sending),
      find: (sending) => find(calling, sending),
      fetchPayment: (references) => fetchPayment(calling, references),
    }
  })

interface Calls {
  readonly get: (path: string) => Effect.Effect<Exchanged>
  readonly post: (path: string, body: object, sending: Sending) => Effect.Effect<Exchanged>
}

const callsOf = (client: HttpClient.HttpClient, { key, timeoutMs = 30_000, url }: LoopSettings): Calls => {
  const base = url.replace(/\/+$/, "")
  const headers = {
    accept: "application/json",
    "accept-encoding": "identity",
    authorization: `Bearer ${Redacted.value(key)}`,
    "user-agent": "refund-rules",
  }
  return {
    get: (path) => exchange(client, HttpClientRequest.get(`${base}${path}`, { headers }), timeoutMs),
    post: (path, body, sending) => {
      const request = HttpClientRequest.post(`${base}${path}`, { headers: { ...headers, ...asidesOf(sending) } })
      const written = HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
      return exchange(client, written, timeoutMs)
    },
  }
}

const send = (calling: Calls, sending: Sending): Effect.Effect<Outcome> => {
  const ask = askOut(sending)
  return ask === undefined
    ? Effect.succeed({
        _tag: "Misconfigured",
        cause: "the payment has no name at Loop, or its amount cannot be written",
      })
    : Effect.map(calling.post(ask.path, ask.body, sending), (exchanged) => sentOf(sending, exchanged))
}

const readRefunds = Schema.decodeUnknownOption(RefundsRead)
const readPayment = Schema.decodeUnknownOption(PaymentRead)
const readError = Schema.decodeUnknownOption(ErrorRead)

/** The newest refunds of a customer; undefined where Loop does not say. */
const refundsOf = (calling: Calls, customer: string): Effect.Effect<readonly RefundRead[] | undefined> =>
  Effect.map(calling.get(`/v1/admin/refunds?customer_id=${encodeURIComponent(customer)}&limit=${LIMIT}`), (exchanged) =>
    exchanged._tag === "Answered" && exchanged.status === 200
      ? Option.getOrUndefined(Option.map(readRefunds(parsed(exchanged.body)), ({ refunds }) => refunds))
      : undefined,
  )

/** By the id Loop gave, else by ours at the head of the reason. */
const find = Effect.fnUntraced(function* (
  calling: Calls,
  sending: Sending,
): Effect.fn.Return<ProviderFact | undefined | "unknown"> {
  const { payment, refund } = sending
  const { customer, references } = payment
  if (customer === undefined) return "unknown"
  const refunds = yield* refundsOf(calling, customer.id)
  if (refunds === undefined) return "unknown"
  const { id, providerRefundId } = refund
  const found = refunds.find((each) =>
    providerRefundId === undefined ? isMarked(each.reason, id) : each.refund_id === providerRefundId,
  )
  if (found !== undefined) return telling.found(sending, found)
  // A list that may go on denies nothing, and neither does one with a refund that may be this one, or of somebody else.
  if (providerRefundId !== undefined || !reachesBack(refunds, refund.createdAt)) return "unknown"
  if (refunds.some((each) => mayBe(sending, each))) return "unknown"
  const known = yield* paymentAt(calling, references["paymentId"])
  return typeof known === "object" && known.customer_id === customer.id ? undefined : "unknown"
})

/** By how much Loop's clock may differ from ours. */
const SKEW_MS = 10 * 60_000

/** A list of fewer is whole, whatever Loop's own limit is; the one we ask for may be more than it gives. */
const SMALLEST_PAGE = 10

/** Whether a list leaves nothing out that was made since an instant: it is whole, or goes back in time beyond that. */
const reachesBack = (refunds: readonly RefundRead[], since: string | null | undefined): boolean => {
  if (refunds.length < SMALLEST_PAGE) return true
  const times = refunds.map(({ created_at: at }) => Date.parse(at ?? ""))
  const isNewestFirst = times.every((time, index) => index === 0 || time <= times[index - 1]!)
  return isNewestFirst && times.at(-1)! < Date.parse(since ?? "") - SKEW_MS
}

/** Whether a refund nobody marked may be this one, its reason kept otherwise than it was sent. */
const mayBe = (sending: Sending, read: RefundRead): boolean => {
  if (markIn(read.reason) !== undefined || !isOfPayment(sending, read)) return false
  const at = Date.parse(read.created_at ?? "")
  return Number.isNaN(at) || at >= Date.parse(sending.refund.createdAt) - SKEW_MS
}

const paymentAt = Effect.fnUntraced(function* (
  calling: Calls,
  paymentId: string | number | undefined,
): Effect.fn.Return<PaymentRead | undefined | "unknown"> {
  if (paymentId === undefined) return "unknown"
  const exchanged = yield* calling.get(`/v1/payments/${encodeURIComponent(paymentId)}`)
  if (exchanged._tag !== "Answered") return "unknown"
  // Only Loop itself can say that there is none: a proxy says so of an address.
  if (exchanged.status === 404) return Option.isSome(readError(parsed(exchanged.body))) ? undefined : "unknown"
  const read = exchanged.status === 200 ? Option.getOrUndefined(readPayment(parsed(exchanged.body))) : undefined
  return read?.id === paymentId ? read : "unknown"
})

/** Loop tells of payments by their own id only; what was refunded of one stands in the list of its customer. */
const fetchPayment = Effect.fnUntraced(function* (
  calling: Calls,
  { paymentId }: Payment["references"],
): Effect.fn.Return<FetchedPayment | undefined | "unknown"> {
  const read = yield* paymentAt(calling, paymentId)
  if (typeof read !== "object") return read
  const payment = paymentIn(read)
  if (payment === undefined) return "unknown"
  const customer = read.customer_id ?? ""
  const refunds = customer === "" ? undefined : yield* refundsOf(calling, customer)
  // What is missing from the list, or does not say of what it is, may have been refunded of this payment.
  if (refunds === undefined || !reachesBack(refunds, read.created_at)) return "unknown"
  if (refunds.some(({ payment_id: of }) => of === undefined || of === null)) return "unknown"
  const facts = refunds
    .filter((refund) => refund.payment_id === read.id)
    .map((refund) => factOf(payment.currency, refund))
  if (facts.includes(undefined)) return "unknown"
  // Every one of them could be read.
  return { payment, refunds: facts as readonly ProviderFact[] }
})

const paymentIn = (read: PaymentRead): PaymentInput | undefined => {
  const { amount_cents: amount, created_at: at, customer_id: customer, id, status } = read
  const currency = read.currency.toUpperCase()
  const captured = decodeAmount("loop", currency, amount)
  if (!captured.ok) return undefined
  const given = {
    provider: "loop",
    references: { paymentId: id },
    currency,
    captured: captured.value,
    status: paymentStatusIn(status),
    ...(customer === undefined || customer === null || customer === "" ? {} : { customer: { id: customer } }),
    ...(Number.isNaN(Date.parse(at ?? "")) ? {} : { capturedAt: new Date(at ?? "").toISOString() }),
  }
  // It was just read as what it is taken for.
  return parsePayment(given).ok ? (given as unknown as PaymentInput) : undefined
}
