/**
 * Sends what is due: each webhook a few messages at a time, one that fails a single one, so that nobody waits for another's
 * receiver. What was sent and not yet marked when a process dies is sent again.
 */
import { type MessageEnding, type MessageLeased, type Scope, SteadyClock, WebhookBook } from "@refund-rules/engine"
import { Clock, Effect, Random } from "effect"
import { webhookTries } from "../observe/measures.ts"
import type { Settings } from "../settings/table.ts"
import { newestHeads } from "./newestHeads.ts"
import type { Posted } from "./post.ts"
import { nextTry, wishedSeconds } from "./schedule.ts"
import { signed } from "./signature.ts"
import { Webhooks } from "./Webhooks.ts"

/** Messages of one webhook that are under way at once: where it takes them, and where it did not take the last. */
const AT_ONCE = 8
const AT_ONCE_FAILING = 1

/** How a webhook fares in this process. */
interface Standing {
  underWay: number
  isFailing: boolean
}

/** Leases what is due and gives a program for each message, to be run at once. */
export const sending = Effect.fnUntraced(function* (settings: SendingSettings, worker: string) {
  const book = yield* WebhookBook
  const send = yield* sendingOne(settings)
  const standings = new Map<string, Standing>()
  const roomOf = (scope: Scope, webhookId: string): number => {
    const { isFailing, underWay } = standings.get(placeOf(scope, webhookId)) ?? { isFailing: false, underWay: 0 }
    return (isFailing ? AT_ONCE_FAILING : AT_ONCE) - underWay
  }
  const counted = (one: MessageLeased, holder: string) => {
    const place = placeOf(one.scope, one.webhookId)
    const standing = standings.get(place) ?? { underWay: 0, isFailing: false }
    standings.set(place, standing)
    standing.underWay += 1
    return Effect.ensuring(
      Effect.map(send(one, holder), (ending) => void (standing.isFailing = ending._tag !== "delivered")),
      Effect.sync(() => {
        standing.underWay -= 1
        if (standing.underWay === 0 && !standing.isFailing) standings.delete(place)
      }),
    )
  }
  const leaseSeconds = (settings.leaseMilliseconds + settings.webhookTimeoutMilliseconds) / 1000
  let rounds = 0
  const lease = Effect.suspend(() => {
    // Each lease has its own name: a try that ends late says nothing of a message that was leased here once more since.
    const holder = `${worker} ${++rounds}`
    return Effect.map(book.lease(settings.mode, holder, leaseSeconds, roomOf), (leased) =>
      leased.map((one) => counted(one, holder)),
    )
  })
  return { lease }
})

type SendingSettings = Pick<
  Settings,
  "leaseMilliseconds" | "mode" | "webhookRetryMilliseconds" | "webhookTimeoutMilliseconds"
>

const placeOf = ({ merchant }: Scope, webhookId: string): string => JSON.stringify([merchant, webhookId])

const sendingOne = Effect.fnUntraced(function* (settings: SendingSettings) {
  const book = yield* WebhookBook
  const webhooks = yield* Webhooks
  const clock = yield* SteadyClock
  const headOf = yield* newestHeads
  const retrySeconds = settings.webhookRetryMilliseconds.map((milliseconds) => milliseconds / 1000)
  return Effect.fnUntraced(function* (one: MessageLeased, holder: string) {
    const { body, id, scope, tries, webhook, webhookId } = one
    const secrets = yield* webhooks.secretsOf(scope, webhookId, webhook.sealed)
    const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const headers = { ...signed({ id, body }, secrets, seconds), ...(yield* headOf(scope)) }
    const posted: Posted =
      secrets.length === 0
        ? { _tag: "NotTaken", reason: "no key of REFUND_RULES_SECRETS_KEY opens its secret" }
        : yield* webhooks.post(webhook.url, headers, body)
    const [chance, now] = [yield* Random.next, yield* Clock.currentTimeMillis]
    const ending = endingOf(posted, (retryAfter) =>
      nextTry(retrySeconds, tries + 1, chance, wishedSeconds(retryAfter, now)),
    )
    yield* Effect.withFiber((fiber) =>
      Effect.sync(() => webhookTries({ outcome: ending._tag }).updateUnsafe(1, fiber.context)),
    )
    if (ending._tag !== "delivered")
      yield* Effect.annotateLogs(Effect.logWarning("webhook not taken"), { webhook: webhookId, message: id, ...ending })
    // Where it cannot be marked it is sent again once the lease is over.
    yield* Effect.catchTag(book.settle(one, holder, ending, yield* clock.instant), "StoreUnavailable", ({ cause }) =>
      Effect.logWarning("a webhook could not be marked", cause),
    )
    return ending
  })
})

const endingOf = (posted: Posted, next: (retryAfter?: string) => number | undefined): MessageEnding => {
  switch (posted._tag) {
    case "Taken":
      return { _tag: "delivered" }
    case "Gone":
      return { _tag: "gone", reason: "status 410" }
    case "NotTaken": {
      const { reason, retryAfter } = posted
      const seconds = next(retryAfter)
      return seconds === undefined ? { _tag: "dead", reason } : { _tag: "again", seconds, reason }
    }
  }
}
