/** Tells everybody who listens to a merchant's feed that there is more: the store is asked once for all of them. */
import { Feed, type Scope as Whose } from "@refund-rules/engine"
import { Context, Effect, Fiber, Layer, type Scope } from "effect"

/** What somebody who listens waits on. */
export interface Subscription {
  /** Changes whenever there is more: taken before the feed is read, nothing is missed between reading and waiting. */
  readonly turn: () => number
  /** Waits until it is another than this. */
  readonly after: (turn: number) => Effect.Effect<void>
}

/** News of feeds, for those who listen in this process. */
export class News extends Context.Service<
  News,
  { readonly of: (whose: Whose) => Effect.Effect<Subscription, never, Scope.Scope> }
>()("@refund-rules/server/feed/News") {
  static readonly layer = (milliseconds: number) =>
    Layer.effect(
      News,
      Effect.gen(function* () {
        const feed = yield* Feed
        const life = yield* Effect.scope
        const watches = new Map<string, Watch>()
        const watch = Effect.fnUntraced(function* (whose: Whose) {
          const place = JSON.stringify([whose.merchant, whose.mode])
          const known = watches.get(place)
          if (known !== undefined) return { place, watch: Object.assign(known, { listeners: known.listeners + 1 }) }
          const fresh: Watch = { listeners: 1, turn: 0, newest: undefined, waiting: new Set(), fiber: undefined }
          watches.set(place, fresh)
          fresh.fiber = yield* Effect.forkIn(watching(feed, whose, fresh, milliseconds), life)
          return { place, watch: fresh }
        })
        return News.of({
          of: (whose) =>
            Effect.map(
              Effect.acquireRelease(watch(whose), ({ place, watch: left }) => {
                left.listeners -= 1
                if (left.listeners > 0) return Effect.void
                watches.delete(place)
                return left.fiber === undefined ? Effect.void : Fiber.interrupt(left.fiber)
              }),
              ({ watch: mine }) => subscriptionTo(mine),
            ),
        })
      }),
    )
}

/** One feed that somebody listens to. */
interface Watch {
  listeners: number
  turn: number
  newest: string | undefined
  readonly waiting: Set<() => void>
  fiber: Fiber.Fiber<never> | undefined
}

const subscriptionTo = (watch: Watch): Subscription => ({
  turn: () => watch.turn,
  after: (turn) =>
    Effect.callback((resume) => {
      if (watch.turn !== turn) return resume(Effect.void)
      const wake = (): void => resume(Effect.void)
      watch.waiting.add(wake)
      return Effect.sync(() => void watch.waiting.delete(wake))
    }),
})

const watching = (
  feed: (typeof Feed)["Service"],
  whose: Whose,
  watch: Watch,
  milliseconds: number,
): Effect.Effect<never> =>
  feed.newest(whose).pipe(
    Effect.map((found) => {
      if (found?.id === watch.newest) return
      watch.newest = found?.id
      watch.turn += 1
      // Whoever is woken may wait again at once: that is for the next time.
      const waiting = [...watch.waiting]
      watch.waiting.clear()
      for (const wake of waiting) wake()
    }),
    // A store that does not answer is asked again, as if nothing had happened.
    Effect.ignore,
    Effect.andThen(Effect.sleep(`${milliseconds} millis`)),
    Effect.forever,
  )
