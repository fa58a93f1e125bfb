/** Tells merchants' webhooks what happens, for as long as its scope lasts; any number of processes may, over one store. */
import { randomUUID } from "node:crypto"
import { type StoreUnavailable, WebhookBook } from "@refund-rules/engine"
import { Clock, Effect, Fiber, FiberSet, Latch, Layer } from "effect"
import type { Settings } from "../settings/table.ts"
import { queueing } from "./queueing.ts"
import { sending } from "./sending.ts"

const KEPT_MILLISECONDS = 30 * 24 * 3_600_000
const TIDY_SECONDS = 15
const GRACE_SECONDS = 3

/** The loops: one queues, one sends, one tidies. */
export const outgoing = (
  settings: Pick<
    Settings,
    "leaseMilliseconds" | "mode" | "pollMilliseconds" | "webhookRetryMilliseconds" | "webhookTimeoutMilliseconds"
  >,
) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const book = yield* WebhookBook
      const { queue } = yield* queueing
      const { lease } = yield* sending(settings, `webhooks_${randomUUID()}`)
      const fibers = yield* FiberSet.make<void>()
      const news = Latch.makeUnsafe()
      const poll = `${settings.pollMilliseconds} millis` as const
      const asking = Effect.flatMap(told("webhooks could not be queued", queue, false), (isMore) => {
        news.openUnsafe()
        return isMore ? Effect.void : Effect.sleep(poll)
      })
      const round = Effect.gen(function* () {
        yield* Effect.sync(() => news.closeUnsafe())
        for (const send of yield* told("webhooks could not be leased", lease, []))
          // What was taken lets the next of its lane go.
          yield* FiberSet.run(
            fibers,
            Effect.ensuring(
              send,
              Effect.sync(() => news.openUnsafe()),
            ),
          )
        yield* Effect.timeoutOption(news.await, poll)
      })
      const tidy = Effect.flatMap(Clock.currentTimeMillis, (now) =>
        book.tidy(new Date(now - KEPT_MILLISECONDS).toISOString()),
      )
      const tidying = Effect.andThen(
        told("webhooks could not be tidied", tidy, undefined),
        Effect.sleep(`${TIDY_SECONDS} seconds`),
      )
      const loops = yield* Effect.forEach([asking, round, tidying], (loop) => Effect.forkScoped(Effect.forever(loop)))
      const finished = Effect.timeout(FiberSet.awaitEmpty(fibers), `${GRACE_SECONDS} seconds`)
      yield* Effect.addFinalizer(() => Effect.andThen(Fiber.interruptAll(loops), Effect.ignore(finished)))
    }),
  )

/** A store that cannot answer, or that breaks, is asked again at the next poll. */
const told = <A>(what: string, asking: Effect.Effect<A, StoreUnavailable>, otherwise: A): Effect.Effect<A> => {
  const nothing = (cause: unknown) => Effect.as(Effect.logWarning(what, cause), otherwise)
  return asking.pipe(Effect.catchTag("StoreUnavailable", nothing), Effect.catchDefect(nothing))
}
