/**
 * One life of an instance: its own scheduler and clock. Killed, none of its fibres ever takes another step, as when a process
 * dies: no finalizer runs, nothing it had in mind is left, and answers to it are heard by nobody.
 */
import { type Clock, Duration, Effect, type Random, type Scheduler } from "effect"
import type { Poll } from "../world/Expect.ts"
import type { World } from "../World.ts"

/** Sleeps of exactly this length are polls: they end only where there may be something to find. */
export const POLL_MILLIS = { dispatch: 1000, inbox: 2000 } as const

export interface Life {
  readonly name: string
  readonly isAlive: () => boolean
  readonly kill: () => void
  /** Milliseconds by which its wall clock is wrong. */
  readonly skew: (by: number) => void
  readonly wall: () => number
  /** Ends the polls that have slept long enough; tells whether there were any. */
  readonly wake: (poll: Poll) => boolean
  readonly clock: Clock.Clock
  readonly scheduler: Scheduler.Scheduler
  readonly random: (typeof Random.Random)["Service"]
}

interface Sleeper {
  readonly at: number
  readonly resume: (effect: Effect.Effect<void>) => void
  isOver: boolean
}

export const lifeOf = (world: World, name: string, onDeath: () => void = () => undefined): Life => {
  const { chance, timeline } = world
  const begun = timeline.now()
  const sleeping: Record<Poll, Sleeper[]> = { dispatch: [], inbox: [] }
  let isAlive = true
  let wrong = 0
  const wall = (): number => timeline.now() + wrong
  const monotonic = (): bigint => BigInt(Math.round((timeline.now() - begun) * 1_000_000))
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: wall,
    currentTimeMillis: Effect.sync(wall),
    currentTimeNanosUnsafe: () => BigInt(wall()) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(wall()) * 1_000_000n),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) => sleepingFor(millisOf(duration)),
  }
  const sleepingFor = (millis: number): Effect.Effect<void> =>
    Effect.callback((resume) => {
      const sleeper: Sleeper = { at: timeline.now() + millis, resume, isOver: false }
      const poll = millis === POLL_MILLIS.dispatch ? "dispatch" : millis === POLL_MILLIS.inbox ? "inbox" : undefined
      if (poll === undefined) timeline.at(sleeper.at, () => end(sleeper))
      else sleeping[poll].push(sleeper)
      return Effect.sync(() => void (sleeper.isOver = true))
    })
  const end = (sleeper: Sleeper): void => {
    if (sleeper.isOver || !isAlive) return
    sleeper.isOver = true
    sleeper.resume(Effect.void)
  }
  const dispatcher: Scheduler.SchedulerDispatcher = {
    scheduleTask: (task) =>
      timeline.soon(() => {
        if (isAlive) task()
      }),
    flush: () => undefined,
  }
  return {
    name,
    isAlive: () => isAlive,
    kill: () => {
      if (!isAlive) return
      isAlive = false
      onDeath()
    },
    skew: (by) => void (wrong = by),
    wall,
    wake: (poll) => {
      const before = sleeping[poll]
      const due = before.filter(({ at, isOver }) => !isOver && at <= timeline.now())
      sleeping[poll] = before.filter((one) => !one.isOver && !due.includes(one))
      due.forEach(end)
      return due.length > 0
    },
    clock,
    scheduler: { executionMode: "async", shouldYield: () => false, makeDispatcher: () => dispatcher },
    random: { nextIntUnsafe: () => chance.below(2 ** 31), nextDoubleUnsafe: chance.next },
  }
}

const millisOf = (duration: Parameters<Clock.Clock["sleep"]>[0]): number => Duration.toMillis(duration)
