/** Works on one backtest for a while, stretch by stretch; what is done is kept before the next begins. */
import {
  advanced,
  type Backtest,
  type BacktestBook,
  type BacktestProgress,
  type Course,
  courseOf,
  type StoreUnavailable,
  type Stretch,
  stretchesLeft,
  type Tally,
  totalOf,
} from "@refund-rules/engine"
import { Effect, Result } from "effect"
import type { Backtesting, Tried } from "../threads/backtesting.ts"
import { openThread, type Thread, ThreadFailed } from "../threads/openThread.ts"

/** How long one is worked on. */
export interface Patience {
  /** Everything that is worked on it, together. */
  readonly budgetMilliseconds: number
  /** At a time: then whoever waits has a turn. */
  readonly turnMilliseconds: number
  readonly leaseSeconds: number
}

/** What it is worked on with. */
export interface Working extends Patience {
  readonly book: (typeof BacktestBook)["Service"]
  readonly database: Backtesting["database"]
  /** Who holds its lease. */
  readonly worker: string
}

/** How it is let go: ended, or waiting for its next turn after so many seconds. */
export interface Turned extends Pick<Backtest, "progress" | "status"> {
  readonly againSeconds: number
}

/** Groups that are told apart: where reasons are free texts there could be one for each decision. */
const MOST_GROUPS = 1000
/** Times it is taken up without getting anywhere. */
const MOST_TRIES = 5
const AGAIN_SECONDS = 5

/** Works on it; undefined where it is somebody else's by now. */
export const runBacktest = Effect.fnUntraced(function* (
  working: Working,
  backtest: Backtest,
): Effect.fn.Return<Turned | undefined, StoreUnavailable> {
  const { budgetMilliseconds, leaseSeconds } = working
  const began = performance.now()
  let { progress } = backtest
  const now = (): BacktestProgress => ({
    ...progress,
    spent: Math.round(backtest.progress.spent + performance.now() - began),
  })
  if (progress.tries > MOST_TRIES)
    return stopped(now(), "failed", "the work on it broke off again and again: the server's log says why")
  const keep = (more: Partial<BacktestProgress>): Effect.Effect<boolean, StoreUnavailable> =>
    Effect.suspend(() => {
      progress = { ...now(), ...more }
      return working.book.keep({ ...backtest, progress }, working.worker, leaseSeconds)
    })
  // However long a stretch takes, it is known that somebody is at it.
  const lost = keep({}).pipe(
    Effect.delay(`${leaseSeconds * 300} millis`),
    Effect.repeat({ while: (isOurs: boolean) => isOurs }),
    Effect.as(undefined),
  )
  const turn = Effect.scoped(turning(working, backtest, keep))
  return yield* Effect.raceFirst(turn, lost).pipe(
    Effect.timeoutOrElse({
      duration: `${Math.max(1, budgetMilliseconds - backtest.progress.spent)} millis`,
      orElse: () => Effect.succeed<Ended>("time"),
    }),
    Effect.catchTag("ThreadFailed", (failure) => Effect.as(told(backtest, failure), failure.why)),
    Effect.map((ended) => (ended === undefined ? undefined : turnedBy(ended, now(), budgetMilliseconds))),
  )
})

/** Why a turn ended. */
type Ended = "done" | "turn" | "groups" | "sums" | "time" | ThreadFailed["why"]

const turning = Effect.fnUntraced(function* (
  { budgetMilliseconds, database, turnMilliseconds }: Working,
  { progress, question, scope }: Backtest,
  keep: (more: Partial<BacktestProgress>) => Effect.Effect<boolean, StoreUnavailable>,
) {
  const data: Backtesting = { database, scope, question }
  const thread = yield* openThread<Stretch | "cut", Tried>("backtesting", data)
  const began = performance.now()
  let course = progress.course ?? (yield* cutBy(thread))
  for (const { index, ...stretch } of stretchesLeft(course)) {
    const took = performance.now() - began
    if (progress.spent + took >= budgetMilliseconds) return "time"
    if (took >= turnMilliseconds) return "turn"
    const tried = yield* thread.ask(stretch)
    if ("isBeyond" in tried) return "sums"
    if (!("tally" in tried)) return yield* odd
    const next = summed(course, index, tried.tally)
    if (next === undefined) return "sums"
    course = next
    if (Object.keys(course.tally.cells).length > MOST_GROUPS) return "groups"
    if (!(yield* keep({ course, tries: 0 }))) return undefined
  }
  return "done"
})

/** The course with one more stretch; undefined where the sums of all groups together no longer fit: they are never rounded. */
const summed = (course: Course, index: number, tally: Tally): Course | undefined =>
  Result.getOrUndefined(
    Result.try(() => {
      const next = advanced(course, index, tally)
      const { after, before } = totalOf(next.tally)
      return [...Object.values(before), ...Object.values(after)].every(Number.isSafeInteger) ? next : undefined
    }),
  )

const cutBy = Effect.fnUntraced(function* (
  thread: Thread<Stretch | "cut", Tried>,
): Effect.fn.Return<Course, ThreadFailed> {
  const tried = yield* thread.ask("cut")
  return "cuts" in tried ? courseOf(tried.cuts) : yield* odd
})

const odd = new ThreadFailed({ why: "broken", detail: "another question was answered" })

const told = ({ id, scope }: Backtest, { detail }: ThreadFailed): Effect.Effect<void> =>
  Effect.annotateLogs(Effect.logWarning(`the thread of a backtest failed: ${detail}`), { backtest: id, ...scope })

const turnedBy = (ended: Ended, progress: BacktestProgress, budgetMilliseconds: number): Turned => {
  switch (ended) {
    case "done":
      return { status: "done", progress: { ...progress, endedAt: new Date().toISOString() }, againSeconds: 0 }
    case "turn":
      return { status: "waiting", progress, againSeconds: 0 }
    case "broken":
      return { status: "waiting", progress, againSeconds: AGAIN_SECONDS }
    case "time": {
      const most = Math.round(budgetMilliseconds / 1000)
      return stopped(progress, "time_budget_exceeded", `it took more than ${most} s: ask with a later \`since\``)
    }
    case "memory":
      return stopped(progress, "memory_exceeded", "it needs more memory than it may have: ask with a later `since`")
    case "sums":
      return stopped(progress, "failed", "its sums are beyond what a number keeps: ask with a later `since`")
    case "groups":
      return stopped(progress, "too_many_groups", `there are more than ${MOST_GROUPS} groups: group by less`)
  }
}

const stopped = (progress: BacktestProgress, code: string, detail: string): Turned => ({
  status: "stopped",
  progress: { ...progress, endedAt: new Date().toISOString(), stopped: { code, detail } },
  againSeconds: 0,
})
