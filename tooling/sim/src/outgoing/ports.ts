/** The ports of a process over what all of them share: the book, the feed and what else is read, with everything that goes wrong. */
import { Feed, type MessageEnding, Records, SealBook, WebhookBook } from "@refund-rules/engine"
import { Context, Effect, Exit } from "effect"
import type { Life } from "../service/Life.ts"
import { ABORTED, type Asker, plainly, reading, writing } from "../service/storing.ts"
import type { Book } from "./book.ts"
import type { OutgoingPlant } from "./plants.ts"
import type { Town } from "./Town.ts"

/** All a process is given of its store; of records its clock asks for the latest instant, and nothing is sealed. */
export const portsOf = (town: Town, book: Book, life: Life, plant: OutgoingPlant | undefined) => {
  const { history, world } = town
  const asker: Asker = { world, life }
  const { read } = history.feed
  const feed: typeof history.feed = {
    ...history.feed,
    read: (of, limit) => reading(asker, "read the feed", (plant?.read?.(read, history) ?? read)(of, limit)),
  }
  const through = bookThrough(asker, town, book)
  const latest = Effect.sync(() => history.all.at(-1)?.at)
  const records = { latest: reading(asker, "latest", latest) }
  const seals = { newest: () => reading(asker, "newest seal", Effect.void) }
  return Context.make(WebhookBook, plant?.book?.(through) ?? through).pipe(
    Context.add(Feed, feed),
    Context.add(Records, records as unknown as (typeof Records)["Service"]),
    Context.add(SealBook, seals as unknown as (typeof SealBook)["Service"]),
  )
}

const bookThrough = (asker: Asker, town: Town, book: Book): Book => ({
  ...keeping(asker, town, book),
  ...sending(asker, town, book),
  told: reading(asker, "how far was told", book.told),
  queue: (from, to, messages) => queueing(asker, town, book.queue(from, to, messages)),
})

const keeping = (
  asker: Asker,
  { watch }: Town,
  book: Book,
): Pick<Book, "add" | "remove" | "reseal" | "tidy" | "webhooks"> => ({
  add: (webhook, atMost) =>
    plainly(
      asker,
      "add webhook",
      () => book.add(webhook, atMost),
      (isAdded) => (isAdded ? watch.added(webhook.scope, webhook.id) : undefined),
    ),
  webhooks: (scope) => reading(asker, "list webhooks", book.webhooks(scope)),
  reseal: (scope, id, change) => plainly(asker, "seal its secret", () => book.reseal(scope, id, change)),
  remove: (scope, id) =>
    plainly(
      asker,
      "remove webhook",
      () => book.remove(scope, id),
      () => watch.removed(scope, id),
    ),
  tidy: (before) =>
    plainly(
      asker,
      "tidy",
      () => book.tidy(before),
      () => watch.tidied(before),
    ),
})

const sending = (
  asker: Asker,
  { shelf, watch }: Town,
  book: Book,
): Pick<Book, "deliveries" | "lease" | "replay" | "settle"> => ({
  lease: (mode, worker, seconds, roomOf) =>
    plainly(asker, "lease messages", () => book.lease(mode, worker, seconds, roomOf), watch.leased),
  settle: (leased, worker, ending, at) =>
    writing<void, never>(asker, (fails) => {
      const step = stepOf[ending._tag]
      if (fails) return { exit: Exit.die(ABORTED), step }
      const message = shelf.messages.get(leased.place)
      const isHeld = message?.worker === worker
      if (!isHeld) asker.world.trace.count("race", "the lease was over")
      const exit = Effect.runSyncExit(book.settle(leased, worker, ending, at))
      return isHeld ? { exit, step, tell: () => watch.settled(message, ending) } : { exit, step }
    }),
  deliveries: (scope, id, of, limit) => reading(asker, "list webhooks", book.deliveries(scope, id, of, limit)),
  replay: (scope, id, of) =>
    plainly(
      asker,
      "replay",
      () => book.replay(scope, id, of),
      () => watch.replayed(scope, id),
    ),
})

const queueing = (asker: Asker, { watch }: Town, queue: Effect.Effect<boolean, unknown>) =>
  writing<boolean, never>(asker, (fails) => {
    if (fails) return { exit: Exit.die(ABORTED), step: "queue a part" }
    const exit = Effect.runSyncExit(queue)
    if (!Exit.isSuccess(exit) || !exit.value) {
      asker.world.trace.count("race", "somebody had queued the part")
      return { exit, step: "queue a part" }
    }
    return { exit, step: "queue a part", tell: watch.queued }
  })

const stepOf = {
  delivered: "mark delivered",
  again: "put off",
  dead: "mark dead",
  gone: "end the webhook",
} as const satisfies Record<MessageEnding["_tag"], string>
