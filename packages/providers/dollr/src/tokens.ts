/** Keeps one access token for a client, and gets another before it ends; whoever needs one waits for the same. */
import type { Outcome } from "@refund-rules/engine"
import { exchange, type Exchanged } from "@refund-rules/provider-kit"
import { Clock, Effect, Redacted, Semaphore } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import { notNow } from "./outcomes.ts"
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

/** Without a token nothing was asked of the refund, so nothing of it is in doubt. */
const noToken = (exchanged: Exchanged): Outcome => {
  switch (exchanged._tag) {
    case "NotSent":
      return { _tag: "NotSent", cause: exchanged.cause }
    case "Lost":
      return { _tag: "NotNow" }
    case "Answered":
      if (exchanged.status === 429) return notNow(exchanged)
      return exchanged.status >= 400 && exchanged.status < 500
        ? { _tag: "Misconfigured", cause: `Dollr answered ${exchanged.status}: it gives this client no token` }
        : { _tag: "NotNow" }
  }
}
