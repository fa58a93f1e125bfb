/** Answers a check of a policy: searched on a thread of its own, and ended where it would not end by itself. */
import type { Policy } from "@refund-rules/core"
import type { Caller } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Checked, Checking } from "../threads/checking.ts"
import { openThread } from "../threads/openThread.ts"
import { fine } from "./answers.ts"
import { invalid, problem, type Problem } from "./Problem.ts"
import type { Answer } from "./Route.ts"

/** What is asked of a check, beside the policy. */
export interface Expected {
  readonly expectations: readonly unknown[]
  readonly runs?: number
  readonly seconds?: number
  readonly seed?: number
}

/** Checks that run at once in this process, and of one merchant. */
const AT_ONCE = 2
const AT_ONCE_OF_ONE = 1
const RUNS = 5000
const SECONDS = 10
/** For the thread to begin, and to make what was found small. */
const BESIDE_MILLISECONDS = 10_000
/** Pairs of rules that are told: of many rules there are very many. */
const MOST_PAIRS = 1000

/** Checks policies, some at once at most. */
export const checking = () => {
  const running = new Map<string, number>()
  const isFree = (merchant: string): boolean => {
    const all = [...running.values()].reduce((sum, count) => sum + count, 0)
    return all < AT_ONCE && (running.get(merchant) ?? 0) < AT_ONCE_OF_ONE
  }
  const add = (merchant: string, more: number): void => {
    const count = (running.get(merchant) ?? 0) + more
    if (count === 0) running.delete(merchant)
    else running.set(merchant, count)
  }
  return ({ scope: { merchant } }: Caller, policy: Policy, expected: Expected): Effect.Effect<Answer, Problem> =>
    Effect.suspend(() => {
      if (!isFree(merchant)) return Effect.fail(busy)
      add(merchant, 1)
      return Effect.ensuring(
        Effect.scoped(checked(policy, expected)),
        Effect.sync(() => add(merchant, -1)),
      )
    })
}

const busy = problem("busy", "as many checks run as may: ask again in a moment", { headers: { "retry-after": "2" } })

const checked = Effect.fnUntraced(function* (
  policy: Policy,
  { expectations, runs = RUNS, seconds = SECONDS, seed = 1 }: Expected,
) {
  const question: Checking = { policy, expectations, runs, milliseconds: seconds * 1000, seed }
  const thread = yield* openThread<Checking, Checked>("checking", undefined)
  const came = yield* thread.ask(question).pipe(
    Effect.timeoutOrElse({
      duration: `${question.milliseconds + BESIDE_MILLISECONDS} millis`,
      orElse: () => Effect.fail(outOfTime("the search did not end")),
    }),
    Effect.catchTag("ThreadFailed", ({ detail, why }) =>
      why === "memory" ? Effect.fail(outOfMemory) : Effect.die(new Error(detail)),
    ),
  )
  return yield* "faults" in came ? unreadable(came.faults) : answerOf(came.report, seed, seconds)
})

type Report = Extract<Checked, { readonly report: unknown }>["report"]

/** What was not found within the time may still be there: passed is what was seen at every edge, or to the last case. */
const answerOf = (report: Report, seed: number, seconds: number): Effect.Effect<Answer, Problem> => {
  const { coverage, counterexamples, exhaustive, isCutShort, ok: passed, runs } = report
  if (passed && isCutShort && !exhaustive) return outOfTime(`nothing was found in ${runs} cases within ${seconds} s`)
  const pairsNeverMet = coverage.pairsNeverMet.slice(0, MOST_PAIRS)
  const told = { passed, runs, exhaustive, seed, counterexamples, coverage: { ...coverage, pairsNeverMet } }
  return Effect.succeed(fine(told))
}

const outOfTime = (what: string): Problem =>
  problem("time_budget_exceeded", `${what}, and time was up: ask for fewer runs, for more seconds, or expect less`)

const outOfMemory = problem("memory_exceeded", "the search needs more memory than it may have: expect less at once")

const unreadable = (faults: Extract<Checked, { readonly faults: unknown }>["faults"]): Problem =>
  invalid(
    faults.map(({ code, message, path }) => ({
      pointer: `/expectations${path}`,
      code,
      detail: message.slice(0, 500),
    })),
  )
