/**
 * Server-sent events: each event once and in order, with an id to go on from. Of what a reader does not take nothing more is
 * kept than a single event and what the socket holds; one that takes nothing for long is hung up on.
 */
import type { ServerResponse } from "node:http"
import type { Feed, FeedPlace, Scope, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import { markOf, toldOutside } from "./marks.ts"
import type { News } from "./News.ts"

const PART = 100
const BEAT_SECONDS = 15
const PATIENCE_MILLISECONDS = 30_000

/** Whose feed is streamed from where, and for how long it may be. */
export interface Streaming {
  readonly feed: (typeof Feed)["Service"]
  readonly news: (typeof News)["Service"]
  readonly scope: Scope
  readonly from: FeedPlace
  /** Where the reader is before it read anything. */
  readonly mark: string
  /** Whether whoever reads still may. */
  readonly isHeld: Effect.Effect<boolean, StoreUnavailable>
  /** Ends when the server stops. */
  readonly stopping: Effect.Effect<void>
  /** How long a reader may take nothing; half a minute where left out. */
  readonly patienceMilliseconds?: number
}

export const eventStreamHeaders = {
  "content-type": "text/event-stream",
  // No proxy keeps back what has come.
  "x-accel-buffering": "no",
}

/** Writes until the reader goes, its key ends, the store fails or the server stops: the reader then comes back for the rest. */
export const eventStream =
  (streaming: Streaming) =>
  (response: ServerResponse): Effect.Effect<void> =>
    Effect.scoped(writing(streaming, response)).pipe(
      Effect.raceFirst(Effect.race(streaming.stopping, closing(response))),
      Effect.ignore,
      Effect.andThen(Effect.sync(() => void response.end())),
    )

const writing = Effect.fnUntraced(function* (
  { feed, from, isHeld, mark, news, patienceMilliseconds = PATIENCE_MILLISECONDS, scope }: Streaming,
  response: ServerResponse,
) {
  const subscription = yield* news.of(scope)
  const write = (text: string) => written(response, text, patienceMilliseconds)
  let place = from
  let isOpen = yield* write(`retry: 1000\nid: ${mark}\n\n`)
  while (isOpen) {
    const turn = subscription.turn()
    const events = yield* feed.read({ scope, after: place }, PART)
    // A key that ended is told nothing that happened later.
    if (!(yield* isHeld)) return
    for (const event of events) {
      const { type } = event
      const text = `id: ${markOf(event)}\nevent: ${type}\ndata: ${JSON.stringify(toldOutside(event))}\n\n`
      if (isOpen) isOpen = yield* write(text)
      place = event.place
    }
    // Others have their turn between two parts.
    if (events.length > 0) yield* Effect.sleep("1 millis")
    else if ((yield* Effect.timeoutOption(subscription.after(turn), `${BEAT_SECONDS} seconds`))._tag === "None")
      isOpen = yield* write(": still here\n\n")
  }
})

/** Waits until the socket takes more; a reader that takes nothing for long is hung up on. False where nobody reads. */
const written = (response: ServerResponse, text: string, patienceMilliseconds: number): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    if (response.destroyed || response.writableEnded) return Effect.succeed(false)
    if (response.write(text)) return Effect.succeed(true)
    return Effect.timeoutOrElse(draining(response), {
      duration: `${patienceMilliseconds} millis`,
      orElse: () =>
        Effect.as(
          Effect.sync(() => response.destroy()),
          false,
        ),
    })
  })

const draining = (response: ServerResponse): Effect.Effect<boolean> =>
  Effect.callback((resume) => {
    const drained = (): void => {
      response.off("close", closed)
      resume(Effect.succeed(true))
    }
    const closed = (): void => {
      response.off("drain", drained)
      resume(Effect.succeed(false))
    }
    response.once("drain", drained).once("close", closed)
    return Effect.sync(() => void response.off("drain", drained).off("close", closed))
  })

const closing = (response: ServerResponse): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (response.destroyed) return resume(Effect.void)
    const closed = (): void => resume(Effect.void)
    response.once("close", closed)
    return Effect.sync(() => void response.off("close", closed))
  })
