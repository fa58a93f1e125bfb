/** Queues what the feed brings for every webhook that wants it, in parts that each are one commit. */
import { Feed, WebhookBook } from "@refund-rules/engine"
import { Effect } from "effect"
import { messagesOf } from "./messagesOf.ts"

const PART = 200

/** Queues the next part, and tells whether there may be more. Several processes may: one of them does. */
export const queueing = Effect.gen(function* () {
  const book = yield* WebhookBook
  const feed = yield* Feed
  const queue = Effect.gen(function* () {
    if ((yield* book.webhooks()).length === 0) return false
    const from = yield* book.told
    const events = yield* feed.read({ after: from }, PART)
    const last = events.at(-1)
    if (last === undefined) return false
    yield* book.queue(from, last.place, (webhooks) => messagesOf(events, webhooks))
    return events.length === PART
  })
  return { queue }
})
