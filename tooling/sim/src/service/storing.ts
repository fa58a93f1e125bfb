/**
 * A read or a write of an instance on its way to the store all of them share, with everything that goes wrong between the
 * two: errors before and after the commit, waiting, and death at any await.
 */
import { StoreUnavailable } from "@refund-rules/engine"
import { Effect, Exit } from "effect"
import type { OutgoingStep } from "../outgoing/steps.ts"
import type { Surroundings } from "../World.ts"
import { type Chance, weighted } from "../world/Chance.ts"
import type { Life } from "./Life.ts"
import type { ReadStep, WriteStep } from "./steps.ts"

/** How often a write meets what, of 100. */
export const writeFaults = {
  none: 77,
  "error before commit": 4,
  "answer lost": 4,
  busy: 5,
  slow: 4,
  "killed before commit": 3,
  "killed after commit": 3,
} as const
const rollWrite = weighted(writeFaults)

/** How often a read meets what, of 100. */
export const readFaults = { none: 94, unavailable: 3, slow: 2, killed: 1 } as const
const rollRead = weighted(readFaults)

/** Whose asking it is, and in which world. */
export interface Asker<Where extends Surroundings = Surroundings> {
  readonly world: Where
  readonly life: Life
}

/** What a write did, seen from outside of it. */
export interface Written<A> {
  readonly exit: Exit.Exit<A, unknown>
  readonly step: OutgoingStep | WriteStep
  /** Tells the watch of it. */
  readonly tell?: () => void
}

/** Thrown by a judge where its commit is to fail: what a judge throws leaves nothing. */
export const ABORTED = new Error("the commit fails, as chance has it")

/** One write: on its way, done or not, and answered or not. */
export const writing = <A, E>(
  { life, world }: Asker,
  write: (fails: boolean) => Written<A>,
): Effect.Effect<A, E | StoreUnavailable> =>
  Effect.callback((resume) => {
    if (!life.isAlive()) return
    const { chance, timeline, trace } = world
    const fault = world.isFaulty() ? rollWrite(chance) : "none"
    const fails = fault === "error before commit" || fault === "busy" || fault === "killed before commit"
    const [before, after] = waitsOf(chance, fault)
    timeline.after(before, () => {
      if (!life.isAlive()) return
      const { exit, step, tell } = write(fails)
      trace.count(step, fault)
      trace.step(timeline.now(), step, life.name, () => (fault === "none" ? "" : fault))
      tell?.()
      if (fault === "killed before commit" || fault === "killed after commit") return life.kill()
      const isLost = fault === "answer lost" || isAborted(exit)
      timeline.after(after, () => {
        if (!life.isAlive()) return
        resume(isLost ? Effect.fail(unavailable()) : (exit as Exit.Exit<A, E>))
      })
    })
  })

/** Milliseconds until a commit, and from it until its answer; what is slow is slow in one of them, now and then past any lease. */
const waitsOf = (chance: Chance, fault: keyof typeof writeFaults): readonly [before: number, after: number] => {
  const [before, after] = [fault === "busy" ? 5000 : chance.below(12), chance.below(6)]
  if (fault !== "slow") return [before, after]
  const slow = chance.isIn(25) ? chance.between(12_000, 45_000) : chance.between(500, 12_000)
  return chance.isIn(50) ? [slow, after] : [before, slow]
}

/** A write without a judge: it is not begun where it is to fail. */
export const plainly = <A, E>(
  asker: Asker,
  step: OutgoingStep | WriteStep,
  write: () => Effect.Effect<A, E>,
  onDone?: (answer: A) => void,
): Effect.Effect<A, E | StoreUnavailable> =>
  writing<A, E>(asker, (fails) => {
    const exit = fails ? Exit.die(ABORTED) : Effect.runSyncExit(write())
    if (!Exit.isSuccess(exit) || onDone === undefined) return { exit, step }
    return { exit, step, tell: () => onDone(exit.value) }
  })

export const reading = <A, E>(
  { life, world }: Asker,
  step: OutgoingStep | ReadStep,
  read: Effect.Effect<A, E>,
): Effect.Effect<A, E | StoreUnavailable> =>
  Effect.callback((resume) => {
    if (!life.isAlive()) return
    const { chance, timeline, trace } = world
    const fault = world.isFaulty() ? rollRead(chance) : "none"
    trace.count(step, fault)
    if (fault === "killed") return life.kill()
    const wait = fault === "slow" ? chance.between(500, 12_000) : chance.below(8)
    timeline.after(wait, () => {
      if (!life.isAlive()) return
      resume(fault === "unavailable" ? Effect.fail(unavailable()) : read)
    })
  })

const isAborted = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && exit.cause.reasons.some((one) => one._tag === "Die" && one.defect === ABORTED)

const unavailable = (): StoreUnavailable => new StoreUnavailable({ cause: ABORTED, retry: "later" })
