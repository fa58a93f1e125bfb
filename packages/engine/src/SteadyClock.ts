/** Time that never runs back: not when the machine's clock is set back, and not over a restart. */
import type { Instant } from "@refund-rules/core"
import { Clock, Context, Effect, Layer } from "effect"
import { Records } from "./ports/Records.ts"

/**
 * The instant commands carry.
 *
 * Law of the steady clock: an instant is never before one that was given, nor before anything the store keeps; while the
 * machine's clock is behind, time goes on as fast as it truly passes.
 *
 * @since 0.1.0
 */
export class SteadyClock extends Context.Service<SteadyClock, { readonly instant: Effect.Effect<Instant> }>()(
  "@refund-rules/engine/SteadyClock",
) {
  /** By the clock of the machine, or of a test. */
  static readonly layer = Layer.effect(
    SteadyClock,
    Effect.gen(function* () {
      const next = steadied(yield* (yield* Records).latest)
      return SteadyClock.of({
        instant: Clock.clockWith((clock) =>
          Effect.sync(() => next(clock.currentTimeMillisUnsafe(), Number(clock.monotonicTimeNanosUnsafe()) / 1e6)),
        ),
      })
    }),
  )

  /** By a clock of the embedder's own, in milliseconds since 1970; while it is behind, time stands still. */
  static readonly layerOf = (clock: () => number) =>
    Layer.effect(
      SteadyClock,
      Effect.gen(function* () {
        const next = steadied(yield* (yield* Records).latest)
        return SteadyClock.of({ instant: Effect.sync(() => next(clock(), 0)) })
      }),
    )
}

/** The later of the wall's time and what has truly passed since the last instant that was given. */
const steadied = (latest: string | undefined): ((wall: number, elapsed: number) => Instant) => {
  let last = latest === undefined ? 0 : Date.parse(latest)
  let mark: number | undefined
  return (wall, elapsed) => {
    last = Math.max(wall, last + (elapsed - (mark ?? elapsed)))
    mark = elapsed
    return new Date(last).toISOString() as Instant
  }
}
