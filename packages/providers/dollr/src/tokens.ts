/** Keeps one access token for a client, and gets another before it ends; whoever needs one waits for the same. */
import type { Outcome } from "@refund-rules/engine"
import { exchange, type Exchanged, outcomeOf } from "@refund-rules/provider-kit"
import { Clock, Effect, Redacted, Semaphore } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import { readToken } from "./Wire.ts"

export interface TokenSettings {
  readonly base: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  readonly timeoutMs: number
}

/** A token is not used in its last minutes: it would end on the way. */
const SPARE_MINUTES = 5

/** Gives a token, or why there is none; `instead` of one that was refused it gives another. */
export type Tokens = (instead?: string) => Effect.Effect<string | Outcome>

export const tokensOf = (client: HttpClient.HttpClient, settings: TokenSettings): Tokens => {
  const { base, clientId, clientSecret, timeoutMs } = settings
  const turn = Semaphore.makeUnsafe(1)
  let held: { readonly token: string; readonly until: number } | undefined
  const obtain = Effect.gen(function* () {
    const request = HttpClientRequest.post(`${base}/v1/jwt/client/obtain/token`, {
      headers: { accept: "application/json", "accept-encoding": "identity", "user-agent": "refund-rules" },
    })
    const body = JSON.stringify({ client_id: clientId, client_secret: Redacted.value(clientSecret) })
    const exchanged = yield* exchange(client, HttpClientRequest.bodyText(request, body, "application/json"), timeoutMs)
    const read = exchanged._tag === "Answered" && exchanged.status === 200 ? readToken(exchanged.body) : undefined
    if (read === undefined) return noToken(exchanged)
    const now = yield* Clock.currentTimeMillis
    held = { token: read.accessToken, until: now + (read.minutes - SPARE_MINUTES) * 60_000 }
    return read.accessToken
  })
  return (instead) =>
    turn.withPermits(1)(
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        held !== undefined && held.token !== instead && now < held.until ? Effect.succeed(held.token) : obtain,
      ),
    )
}

/** Without a token nothing was asked of the refund, so nothing of it is in doubt, and nothing of it is refused. */
const noToken = (exchanged: Exchanged): Outcome => {
  const outcome = outcomeOf(exchanged, {
    name: "Dollr",
    attempt: 1,
    acknowledged: () => ({ _tag: "NotNow" }),
    declined: ({ status }) => ({ code: `status_${status}` }),
  })
  switch (outcome._tag) {
    case "Refused":
      return { _tag: "Misconfigured", cause: `Dollr gives this client no token: ${outcome.code}` }
    case "Unknown":
      return { _tag: "NotNow" }
    case "NotSent":
    case "NotNow":
    case "Misconfigured":
    case "Acknowledged":
      return outcome
  }
}
