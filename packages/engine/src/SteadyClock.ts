/** Time that never runs back: not when the machine's clock is set back, and not over a restart. */
import type { Instant } from "@refund-rules/core"
import { Clock, Context, Effect, Layer } from "effect"
import { Records } from "./ports/Records.ts"

/**
 * The instant commands carry.
 *
 * Law of the steady clock: an instant is never before one that was given, nor before anything the store keeps; while the
 * machine's clock is behind where it was since the process began, time goes on as fast as it truly passes.
 *
 * @since 0.1.0
 */
export class SteadyClock extends Context.Service<SteadyClock, { readonly instant: Effect.Effect<Instant> }>()(
  "@refund-rules/engine/SteadyClock",
) {
  /** By the clock of the machine, or of a test. */
  static readonly layer = Layer.effect(
    SteadyClock,
    Effect.suspend(() => steadied(ofTheMachine)),
  )

  /** By a clock of the embedder's own, in milliseconds since 1970; while it is behind, time stands still. */
  static readonly layerOf = (clock: () => number) =>
    Layer.effect(SteadyClock, steadied(Effect.sync(() => ({ wall: clock(), elapsed: 0 }))))
}

interface Reading {
  readonly wall: number
  readonly elapsed: number
}

const ofTheMachine: Effect.Effect<Reading> = Clock.clockWith((clock) =>
  Effect.sync(() => ({
    wall: clock.currentTimeMillisUnsafe(),
    elapsed: Number(clock.monotonicTimeNanosUnsafe()) / 1e6,
  })),
)

/** The later of the wall's time and what has truly passed since the last instant that was given. */
const steadied = Effect.fnUntraced(function* (reading: Effect.Effect<Reading>) {
  // Before the store is asked: a wall that is set back while it answers would be believed otherwise.
  let { elapsed: mark, wall: last } = yield* reading
  const latest = yield* (yield* Records).latest
  const instant = Effect.map(reading, ({ elapsed, wall }) => {
    last = Math.max(wall, last + (elapsed - mark))
    mark = elapsed
    return new Date(last).toISOString() as Instant
  })
  yield* instant
  if (latest !== undefined) last = Math.max(last, Date.parse(latest))
  return SteadyClock.of({ instant })
})
