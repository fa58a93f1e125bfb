/** `POST /webhooks/{provider}/{merchant}`: hands the raw bytes to the provider's own reader, and answers what its sender needs to know. */
import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Inbox, type NoticeAnswer, type StoreUnavailable } from "@refund-rules/engine"
import type { Webhook, WebhookCall, WebhookRead } from "@refund-rules/provider-kit"
import { type Context, Effect, Exit, type Redacted } from "effect"
import { RateLimits } from "../access/buckets.ts"
import { MerchantGateways } from "../gateways/MerchantGateways.ts"
import { finish } from "../http/lastAnswer.ts"
import { isLate } from "../lifecycle/Traffic.ts"
import { providers } from "../providers.ts"
import type { Settings } from "../settings/table.ts"
import { documentOf, problem, type Problem } from "../v1/Problem.ts"
import { readBody } from "../v1/readBody.ts"
import { strangers } from "./strangers.ts"

type WebhookAnswer = NoticeAnswer | Extract<WebhookRead, string>

/** Takes what a provider sends. */
export type WebhookDoor = (request: IncomingMessage, response: ServerResponse) => void

interface Known {
  readonly name: string
  readonly read: Webhook
  readonly secrets: readonly Redacted.Redacted[]
}

const LARGEST = 256 * 1024

/** The readers of every provider, with the secrets of the settings, which are merchant `default`'s. */
export const webhookDoorOf = Effect.fnUntraced(function* (settings: Pick<Settings, "gateways" | "mode">) {
  const context: Context.Context<never> = yield* Effect.context<never>()
  const run = Effect.runForkWith(context)
  const inbox = yield* Inbox
  const merchants = yield* MerchantGateways
  const unsigned = strangers(yield* RateLimits)
  const known = new Map(
    providers.flatMap(({ provider: { name, webhook } }): readonly (readonly [string, Known])[] =>
      webhook === undefined
        ? []
        : [[name, { name, read: webhook, secrets: settings.gateways.get(name)!.webhookSecrets }]],
    ),
  )
  const door: WebhookDoor = (request, response) => {
    const requestId = randomUUID()
    const program = Effect.gen(function* () {
      const { merchant, provider } = yield* addressOf(request, known)
      if (isLate(request)) return yield* unavailable
      const source = request.socket.remoteAddress ?? ""
      const seconds = unsigned.wait(source, Date.now())
      if (seconds > 0) return yield* tooMany(seconds)
      const body = yield* readBody(request, LARGEST)
      // The time of a signature is the sender's wall clock: ours is what it is compared with.
      const nowSeconds = Math.floor(Date.now() / 1000)
      const scope = { merchant, mode: settings.mode }
      const own = merchants.signing(scope, provider.name)
      // Those of the settings are merchant `default`'s, as long as it has set none. Whether a merchant has any is
      // nobody's business: without one, no signature is right.
      const secrets = own.length === 0 && merchant === "default" ? provider.secrets : own
      const read = yield* provider.read({ body, headers: headersOf(request), secrets, nowSeconds }, settings.mode)
      if (read === "not signed") unsigned.count(source, Date.now())
      const answer: WebhookAnswer = typeof read === "string" ? read : yield* inbox.take(scope, read)
      yield* Effect.annotateLogs(Effect.logInfo("webhook"), { path: request.url?.slice(0, 200), answer })
      return answer
    })
    run(program).addObserver((exit) => {
      const refusal = Exit.isSuccess(exit) ? refusalOf(exit.value) : failureOf(exit)
      if (refusal?.status === 500 && Exit.isFailure(exit)) run(Effect.logError("a webhook failed", exit.cause))
      write(response, requestId, refusal)
    })
  }
  return door
})

const addressOf = (request: IncomingMessage, known: ReadonlyMap<string, Known>) => {
  const [, , name = "", merchant = "default", ...more] = (request.url ?? "").split("?", 1)[0]!.split("/")
  const provider = known.get(name)
  if (provider === undefined || more.length > 0) return Effect.fail(nothingHere)
  if (request.method !== "POST") return Effect.fail(wrongMethod)
  return Effect.succeed({ merchant, provider })
}

/** Each header that stands once: of one that stands twice, other software on the way may have believed the other one. */
const headersOf = ({ headersDistinct }: IncomingMessage): WebhookCall["headers"] =>
  Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [name, values.length === 1 ? values[0] : undefined]),
  )

const refusalOf = (answer: WebhookAnswer): Problem | undefined => {
  switch (answer) {
    case "taken":
    case "taken before":
    case "of no interest":
    case "of an unknown payment":
    case "contradicted":
    case "early":
      return undefined
    case "not signed":
      return notSigned
    case "unreadable":
      return unreadable
  }
}

const failureOf = (exit: Exit.Failure<WebhookAnswer, Problem | StoreUnavailable>): Problem => {
  const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  if (failed === undefined) return problem("internal", "the webhook could not be taken: send it again")
  return failed.error._tag === "StoreUnavailable" ? unavailable : failed.error
}

const nothingHere = problem("not_found", "nothing is served at this path")
const wrongMethod = problem("method_not_allowed", "this path answers POST", { headers: { allow: "POST" } })
const notSigned = problem("invalid_header", "the signature is missing, old, or not of these bytes")
const unreadable = problem("malformed_json", "the body is no event that can be read")
const tooMany = (seconds: number) =>
  problem("rate_limited", "too much came from there that nobody signed: send it again later", {
    headers: { "retry-after": `${seconds}`, connection: "close" },
  })
const unavailable = problem("storage_unavailable", "the webhook could not be taken now: send it again", {
  headers: { "retry-after": "1" },
})

const write = (response: ServerResponse, requestId: string, refusal: Problem | undefined): void => {
  if (response.destroyed) return
  const body = JSON.stringify(refusal === undefined ? { received: true } : documentOf(refusal, requestId))
  response.writeHead(refusal?.status ?? 200, {
    "content-type": refusal === undefined ? "application/json" : "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "x-request-id": requestId,
    "cache-control": "no-store",
    ...refusal?.headers,
  })
  finish(response, body, refusal?.headers)
}
