/**
 * One life of an instance: its own scheduler and clock. Killed, none of its fibres ever takes another step, as when a process
 * dies: no finalizer runs, nothing it had in mind is left, and answers to it are heard by nobody.
 */
import { type Clock, Effect, type Random, type Scheduler } from "effect"
import type { Poll } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Surroundings } from "../World.ts"
import { type PollMillis, type Sleeping, sleeping } from "./Sleeping.ts"

export interface Life {
  readonly name: string
  readonly isAlive: () => boolean
  readonly kill: () => void
  readonly wall: () => number
  /** Ends the polls that have slept long enough; tells whether there were any. */
  readonly wake: (poll: Poll) => boolean
  readonly clock: Clock.Clock
  readonly scheduler: Scheduler.Scheduler
  readonly random: (typeof Random.Random)["Service"]
}

/** What a life runs on, and what outlasts it. */
export interface Machine {
  /** By how many milliseconds its wall clock is wrong. */
  wrong: number
  readonly onDeath: () => void
  /** Sleeps of these lengths are polls. */
  readonly polls: PollMillis
}

export const lifeOf = ({ chance, timeline }: Surroundings, name: string, machine: Machine): Life => {
  let living = true
  const isAlive = (): boolean => living
  const wall = (): number => timeline.now() + machine.wrong
  const sleepers = sleeping(timeline, isAlive, machine.polls)
  return {
    name,
    isAlive,
    kill: () => {
      if (!living) return
      living = false
      machine.onDeath()
    },
    wall,
    wake: sleepers.wake,
    clock: clockOf(timeline, wall, sleepers.sleep),
    scheduler: schedulerOf(timeline, isAlive),
    random: { nextIntUnsafe: () => chance.below(2 ** 31), nextDoubleUnsafe: chance.next },
  }
}

/** Walls may be wrong; what has passed since the beginning never is. */
const clockOf = (timeline: Timeline, wall: () => number, sleep: Sleeping["sleep"]): Clock.Clock => {
  const begun = timeline.now()
  const nanos = (): bigint => BigInt(wall()) * 1_000_000n
  const monotonic = (): bigint => BigInt(Math.round((timeline.now() - begun) * 1_000_000))
  return {
    currentTimeMillisUnsafe: wall,
    currentTimeMillis: Effect.sync(wall),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep,
  }
}

const schedulerOf = (timeline: Timeline, isAlive: () => boolean): Scheduler.Scheduler => {
  const dispatcher: Scheduler.SchedulerDispatcher = {
    scheduleTask: (task) =>
      timeline.soon(() => {
        if (isAlive()) task()
      }),
    flush: () => undefined,
  }
  return { executionMode: "async", shouldYield: () => false, makeDispatcher: () => dispatcher }
}
