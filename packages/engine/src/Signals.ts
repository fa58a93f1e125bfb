/** What one part of a process tells another at once, so that nobody has to ask the database over and over. */
import { Context, Effect, Latch, Layer, type Scope } from "effect"

/**
 * News within this process; whoever misses it finds the same in the store a little later.
 *
 * @since 0.1.0
 */
export class Signals extends Context.Service<
  Signals,
  {
    /** There is something to send. */
    readonly errand: () => void
    /** Until something is there to send; each waiting takes what was told before it. */
    readonly untilErrand: Effect.Effect<void>
    /** A payment changed. */
    readonly changed: (paymentId: string) => void
    /** From now on, every wait ends at the first change since the wait before. */
    readonly changesOf: (paymentId: string) => Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
  }
>()("@refund-rules/engine/Signals") {
  static readonly layer = Layer.sync(Signals, () => {
    const errands = Latch.makeUnsafe()
    const watched = new Map<string, Set<Latch.Latch>>()
    return Signals.of({
      errand: () => void errands.openUnsafe(),
      untilErrand: taken(errands),
      changed: (paymentId) => watched.get(paymentId)?.forEach((latch) => latch.openUnsafe()),
      changesOf: (paymentId) =>
        Effect.map(
          Effect.acquireRelease(
            Effect.sync(() => watching(watched, paymentId)),
            (latch) => Effect.sync(() => unwatching(watched, paymentId, latch)),
          ),
          taken,
        ),
    })
  })
}

const taken = (latch: Latch.Latch): Effect.Effect<void> =>
  Effect.andThen(
    latch.await,
    Effect.sync(() => void latch.closeUnsafe()),
  )

const watching = (watched: Map<string, Set<Latch.Latch>>, paymentId: string): Latch.Latch => {
  const latch = Latch.makeUnsafe()
  const known = watched.get(paymentId)
  if (known === undefined) watched.set(paymentId, new Set([latch]))
  else known.add(latch)
  return latch
}

const unwatching = (watched: Map<string, Set<Latch.Latch>>, paymentId: string, latch: Latch.Latch): void => {
  const left = watched.get(paymentId)
  left?.delete(latch)
  if (left?.size === 0) watched.delete(paymentId)
}
