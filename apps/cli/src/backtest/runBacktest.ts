/** Runs a backtest stretch by stretch, on every core, keeping what is done: stopped anywhere, the same command goes on. */
import { availableParallelism } from "node:os"
import { hash } from "node:crypto"
import {
  Casebook,
  type Course,
  courseOf,
  type Numbered,
  PARTS,
  stretchesLeft,
  type Tally,
  WORTH_CUTTING,
} from "@refund-rules/engine"
import { Effect } from "effect"
import { besideOf, storeOf } from "../front/storage.ts"
import { checkpointAt } from "../manners/checkpoint.ts"
import { progressOf } from "../manners/progress.ts"
import { reasonOf } from "../manners/reasonOf.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { unavailable } from "../manners/Wrong.ts"
import type { Job } from "./Job.ts"
import { READING_ONCE, scanner } from "./scan.ts"
import { beyond, decisionsOf, summed } from "./sums.ts"
import { scanOnThreads } from "./threads.ts"

interface State extends Course {
  readonly since: string | null
}

/** A thread is not worth being started for fewer stretches. */
const WORTH_THREADS = 4

export interface Running {
  readonly job: Job
  /** What makes this the same backtest as one that was stopped. */
  readonly identity: readonly unknown[]
  readonly threads?: number
}

export const runBacktest = Effect.fnUntraced(function* ({ identity, job, threads }: Running) {
  const place = yield* Surroundings
  const whole = hash("sha256", JSON.stringify(identity))
  const checkpoint = checkpointAt<State>(
    `${besideOf(job.url, place.folder)}.backtest-${whole.slice(0, 12)}.json`,
    whole,
  )
  const { found } = checkpoint
  let state: State = found ?? { since: job.since ?? null, ...courseOf(yield* cutsOf(job, threads)) }
  const count = state.cuts.length + 1
  const left = stretchesLeft(state)
  if (found !== undefined) place.err(`going on: ${state.done.length} of ${count} parts were done before\n`)
  const progress = progressOf(place, "decisions")
  const before = decisionsOf(state.tally)
  const done = (index: number, tally: Tally): void => {
    state = { ...state, ...summed(state, index, tally) }
    if (count > 1) checkpoint.keep(state)
    progress.at(decisionsOf(state.tally) - before, state.done.length, count)
  }
  const { since } = state
  const resumed: Job = since === null ? job : { ...job, since }
  const cores = threads ?? (left.length < WORTH_THREADS ? 1 : availableParallelism())
  yield* Effect.ensuring(
    Effect.gen(function* () {
      if (cores < 2) yield* here(resumed, left, done)
      else yield* onThreads(resumed, left, done, cores)
    }),
    Effect.sync(progress.end),
  )
  checkpoint.done()
  return { since, tally: state.tally, resumed: before }
})

type Done = (index: number, tally: Tally) => void

/** Whoever names a number of threads wants them to have something to do. */
const cutsOf = ({ scope, url }: Job, threads: number | undefined) =>
  Effect.provide(
    Effect.flatMap(Casebook, (casebook) => casebook.cuts(scope, PARTS, threads === undefined ? WORTH_CUTTING : 1)),
    storeOf(url, READING_ONCE),
  )

const here = (job: Job, left: readonly Numbered[], done: Done) => {
  const scan = scanner(job)
  return Effect.provide(
    Effect.forEach(left, ({ index, ...one }) => Effect.map(scan(one), (tally) => done(index, tally)), {
      discard: true,
    }),
    storeOf(job.url, READING_ONCE),
  ).pipe(Effect.catchDefect((defect) => (defect instanceof RangeError ? Effect.fail(beyond) : Effect.die(defect))))
}

const onThreads = (job: Job, left: readonly Numbered[], done: Done, count: number) =>
  Effect.tryPromise({
    try: (signal) => {
      const waiting = [...left]
      return scanOnThreads({
        job,
        count: Math.min(count, left.length),
        next: () => waiting.shift(),
        done: (one, tally) => done((one as Numbered).index, tally),
        signal,
      })
    },
    catch: (error) =>
      error instanceof RangeError
        ? beyond
        : unavailable(
            `a thread failed: ${reasonOf(error)}`,
            "look at the database with `refund-rules doctor`, then run the same command again: it goes on where this stopped",
          ),
  })
