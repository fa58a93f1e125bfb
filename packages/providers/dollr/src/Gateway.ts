/**
 * Sends refunds to Dollr: opens a session, executes it under a reference that never changes, and asks how it stands.
 *
 * @since 0.1.0
 */
import { encodeAmount } from "@refund-rules/core"
import type { Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { asidesOf, exchange, type Exchanged, fingerprintOf, numberOf } from "@refund-rules/provider-kit"
import { Clock, Effect, type Redacted } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { factOf, referenceFrom } from "./mapping.ts"
import { executedOf, isAbsent, openedOf } from "./outcomes.ts"
import { type Remembered, rememberSessions } from "./sessions.ts"
import { tokensOf } from "./tokens.ts"
import { readExecution, VERSION } from "./Wire.ts"

/**
 * Where Dollr is, and who we are there.
 *
 * @since 0.1.0
 */
export interface DollrSettings {
  /** `https://api.heydollr.app`, or what speaks its wire; a path of its own is kept. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** How long an answer may take; 30 seconds unless set. */
  readonly timeoutMs?: number
}

type GatewayService = (typeof Gateway)["Service"]

/**
 * The gateway to Dollr. Only executing a session moves money, and a session is executed once: an attempt whose answer was
 * lost is asked after by its reference, and made again with the session it had, or once that session has ended.
 *
 * @example
 * ```ts
 * import { dollrGateway } from "@refund-rules/provider-dollr"
 * import { Effect, Redacted } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const settings = { url: "https://api.heydollr.app", clientId: "me", clientSecret: Redacted.make("secret") }
 * const gateway = await Effect.runPromise(Effect.provide(dollrGateway(settings), FetchHttpClient.layer))
 *
 * gateway.keyed // => false
 * gateway.lookUp // => "by-key"
 * ```
 *
 * @since 0.1.0
 */
export const dollrGateway = (settings: DollrSettings): Effect.Effect<GatewayService, never, HttpClient.HttpClient> =>
  Effect.map(HttpClient.HttpClient, (client): GatewayService => {
    const calling = callsOf(client, settings)
    const remembered = rememberSessions()
    return {
      provider: "dollr",
      capabilities: {},
      keyed: false,
      lookUp: "by-key",
      send: (sending) => send(calling, remembered, sending),
      find: (sending) => find(calling, remembered, sending),
    }
  })

interface Calls {
  readonly get: (path: string) => Effect.Effect<Exchanged | Outcome>
  readonly post: (path: string, body: unknown, sending: Sending) => Effect.Effect<Exchanged | Outcome>
}

const callsOf = (client: HttpClient.HttpClient, settings: DollrSettings): Calls => {
  const { clientId, clientSecret, timeoutMs = 30_000 } = settings
  const base = settings.url.replace(/\/+$/, "")
  const tokens = tokensOf(client, { base, clientId, clientSecret, timeoutMs })
  const headersWith = (token: string) => ({
    accept: "application/json",
    "accept-encoding": "identity",
    authorization: `Bearer ${token}`,
    "user-agent": "refund-rules",
  })
  /** A token that is refused asked for nothing: the same may be asked again with another one, once. */
  const asking = Effect.fnUntraced(function* (requestWith: (token: string) => HttpClientRequest.HttpClientRequest) {
    const token = yield* tokens()
    if (typeof token !== "string") return token
    const first = yield* exchange(client, requestWith(token), timeoutMs)
    if (first._tag !== "Answered" || first.status !== 401) return first
    const other = yield* tokens(token)
    return typeof other === "string" ? yield* exchange(client, requestWith(other), timeoutMs) : other
  })
  return {
    get: (path) =>
      asking((token) => HttpClientRequest.get(`${base}/${VERSION}${path}`, { headers: headersWith(token) })),
    post: (path, body, sending) =>
      asking((token) => {
        const headers = { ...headersWith(token), ...asidesOf(sending) }
        const request = HttpClientRequest.post(`${base}/${VERSION}${path}`, { headers })
        return HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
      }),
  }
}

const isExchanged = (came: Exchanged | Outcome): came is Exchanged =>
  came._tag === "Answered" || came._tag === "Lost" || came._tag === "NotSent"

const referenceFor = ({ key }: Sending): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => fingerprintOf(key)),
    referenceFrom,
  )

const send = Effect.fnUntraced(function* (
  calling: Calls,
  remembered: Remembered,
  sending: Sending,
): Effect.fn.Return<Outcome> {
  const reference = yield* referenceFor(sending)
  const now = yield* Clock.currentTimeMillis
  const known = remembered.usable(reference, now)
  if (known === undefined && sending.attempt > 1 && !remembered.isDenied(reference)) {
    return { _tag: "Unknown", cause: "the session of an earlier attempt is not known, and may still be executed" }
  }
  const session = known ?? (yield* open(calling, remembered, sending, reference, now))
  if (typeof session !== "number") return session
  const body = { session_id: String(session), reference_id: reference }
  const came = yield* calling.post("/executions/refund", body, sending)
  return isExchanged(came) ? executedOf(sending, reference, came) : came
})

const open = Effect.fnUntraced(function* (
  calling: Calls,
  remembered: Remembered,
  sending: Sending,
  reference: string,
  now: number,
): Effect.fn.Return<number | Outcome> {
  const { payment, refund } = sending
  const amount = encodeAmount("dollr", payment.currency, refund.claim.paid)
  const { paymentIntentId } = payment.references
  if (!amount.ok || typeof paymentIntentId !== "number") {
    return { _tag: "Misconfigured", cause: "the payment has no name at Dollr, or its amount cannot be written" }
  }
  const until = remembered.endAfter(now)
  const body = {
    original_payment_intent_id: paymentIntentId,
    amount: numberOf(amount.value),
    reason: refund.asked?.ask.note ?? null,
    expires_at: new Date(until).toISOString(),
  }
  const came = yield* calling.post("/sessions/refund", body, sending)
  const opened = isExchanged(came) ? openedOf(sending, came) : came
  if (typeof opened === "number") remembered.keep(reference, opened, until)
  return opened
})

/**
 * Asks by the reference. That there is nothing under it is an answer only where the next attempt could do no harm: with
 * the session of the last one, or after that session has ended.
 */
const find = Effect.fnUntraced(function* (
  calling: Calls,
  remembered: Remembered,
  sending: Sending,
): Effect.fn.Return<ProviderFact | undefined | "unknown"> {
  const { providerRefundId, updatedAt } = sending.refund
  const reference = providerRefundId ?? (yield* referenceFor(sending))
  const came = yield* calling.get(`/status/refund/${encodeURIComponent(reference)}`)
  if (came._tag !== "Answered") return "unknown"
  const now = yield* Clock.currentTimeMillis
  if (isAbsent(came) && providerRefundId === undefined) {
    return remembered.deny(reference, Date.parse(updatedAt), now) ? undefined : "unknown"
  }
  const execution = came.status === 200 ? readExecution(came.body) : undefined
  const fact = execution === undefined ? undefined : factOf(sending, execution)
  return fact?.providerRefundId === reference.toLowerCase() ? fact : "unknown"
})
