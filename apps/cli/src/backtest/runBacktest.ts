/** Runs a backtest stretch by stretch, on every core, keeping what is done: stopped anywhere, the same command goes on. */
import { availableParallelism } from "node:os"
import { hash } from "node:crypto"
import { Casebook, emptyTally, mergeTallies, type Tally, totalOf } from "@refund-rules/engine"
import { Effect } from "effect"
import { besideOf, storeOf } from "../front/storage.ts"
import { checkpointAt } from "../manners/checkpoint.ts"
import { progressOf } from "../manners/progress.ts"
import { reasonOf } from "../manners/reasonOf.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { unavailable } from "../manners/Wrong.ts"
import type { Job, Stretch } from "./Job.ts"
import { READING_ONCE, scanner } from "./scan.ts"
import { scanOnThreads } from "./threads.ts"

interface State {
  readonly since: string | null
  readonly cuts: readonly string[]
  /** The stretches that are done, by their number. */
  readonly done: readonly number[]
  readonly tally: Tally
}

/** So many stretches at most: each is some seconds of work on a million payments. */
const PARTS = 128
/** A stretch of fewer payments is not worth being cut off, nor a thread worth being started for some of them. */
const WORTH_CUTTING = 2000
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
  let state: State = found ?? {
    since: job.since ?? null,
    cuts: yield* cutsOf(job, threads),
    done: [],
    tally: emptyTally,
  }
  const stretches = [...state.cuts, undefined].map((until, index) => ({
    index,
    ...stretch(state.cuts[index - 1], until),
  }))
  const left = stretches.filter(({ index }) => !state.done.includes(index))
  if (found !== undefined) place.err(`going on: ${state.done.length} of ${stretches.length} parts were done before\n`)
  const progress = progressOf(place, "decisions")
  const before = totalOf(state.tally).decisions
  const done = (index: number, tally: Tally): void => {
    state = { ...state, done: [...state.done, index], tally: mergeTallies(state.tally, tally) }
    if (stretches.length > 1) checkpoint.keep(state)
    progress.at(totalOf(state.tally).decisions - before, state.done.length, stretches.length)
  }
  const { since } = state
  const resumed: Job = since === null ? job : { ...job, since }
  const count = threads ?? (left.length < WORTH_THREADS ? 1 : availableParallelism())
  yield* Effect.ensuring(
    Effect.gen(function* () {
      if (count < 2) yield* here(resumed, left, done)
      else yield* onThreads(resumed, left, done, count)
    }),
    Effect.sync(progress.end),
  )
  checkpoint.done()
  return { since, tally: state.tally, resumed: before }
})

const stretch = (after: string | undefined, until: string | undefined): Stretch => ({
  ...(after === undefined ? {} : { after }),
  ...(until === undefined ? {} : { until }),
})

type Numbered = Stretch & { readonly index: number }
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
  )
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
      unavailable(
        `a thread failed: ${reasonOf(error)}`,
        "look at the database with `refund-rules doctor`, then run the same command again: it goes on where this stopped",
      ),
  })
