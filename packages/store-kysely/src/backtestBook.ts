/** The port `BacktestBook` over programs: leased by the store's clock, and changed by whoever holds the lease alone. */
import type { Backtest, BacktestBook, BacktestProgress, Scope } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { programsOn, type Runner } from "./Runner.ts"
import type { Tables } from "./schema/Tables.ts"
import type { Steps } from "./Statement.ts"

type Service = (typeof BacktestBook)["Service"]

export const backtestBook = (runner: Runner, shelf: Shelf): Service => {
  const { read, write } = programsOn(runner)
  return {
    add: (backtest, atMost) => write(() => add(shelf, backtest, atMost), { merchant: backtest.scope.merchant }),
    read: ({ merchant, mode }, id) =>
      read(
        function* () {
          const row = yield* shelf.statements.backtest.find({ merchant, mode, id })
          return row === undefined ? undefined : backtestIn(row)
        },
        { merchant },
      ),
    lease: (mode, worker, seconds) => write(() => lease(shelf, mode, worker, seconds)),
    keep: (of, worker, seconds) =>
      write(
        function* () {
          const until = (yield* shelf.statements.lease.now(shelf.now)) + seconds * 1000
          return (yield* shelf.statements.backtest.keep({ ...heldBy(of, worker), until })) !== undefined
        },
        { merchant: of.scope.merchant },
      ),
    release: (of, worker, seconds) =>
      write(
        function* () {
          const { status } = of
          const isEnded = status === "done" || status === "stopped"
          const ready = isEnded ? null : (yield* shelf.statements.lease.now(shelf.now)) + seconds * 1000
          yield* shelf.statements.backtest.release({ ...heldBy(of, worker), status, ready })
        },
        { merchant: of.scope.merchant },
      ),
  }
}

const heldBy = ({ id, progress, scope }: Pick<Backtest, "id" | "progress" | "scope">, worker: string) => ({
  merchant: scope.merchant,
  mode: scope.mode,
  id,
  worker,
  progress: JSON.stringify(progress),
})

function* add(
  { now, statements }: Shelf,
  { createdAt, id, question: asked, scope: { merchant, mode } }: Parameters<Service["add"]>[0],
  atMost: number,
): Steps<"added" | "known" | "taken" | "full"> {
  // Nobody else of the scope is counted at the same time.
  yield* statements.past.alone({ merchant: `backtests ${merchant}`, mode })
  const question = JSON.stringify(asked)
  const known = yield* statements.backtest.find({ merchant, mode, id })
  if (known !== undefined) return known.question === question ? "known" : "taken"
  if ((yield* statements.backtest.underWay({ merchant, mode })).length >= atMost) return "full"
  yield* statements.backtest.forget({ merchant, mode })
  const progress: BacktestProgress = { spent: 0, tries: 0 }
  yield* statements.backtest.insert({
    merchant,
    mode,
    id,
    created_at: createdAt,
    status: "waiting",
    ready: yield* statements.lease.now(now),
    worker: null,
    question,
    progress: JSON.stringify(progress),
  })
  yield* statements.event.advance({ at: createdAt })
  return "added"
}

function* lease(
  { now, statements }: Shelf,
  mode: Scope["mode"],
  worker: string,
  seconds: number,
): Steps<Backtest | undefined> {
  const at = yield* statements.lease.now(now)
  const row = yield* statements.backtest.next({ mode, now: at })
  if (row === undefined) return undefined
  const found = backtestIn(row)
  const progress = { ...found.progress, tries: found.progress.tries + 1 }
  yield* statements.backtest.lease({ ...heldBy({ ...found, progress }, worker), until: at + seconds * 1000 })
  return { ...found, status: "running", progress }
}

const backtestIn = (row: Tables["backtest"]): Backtest => ({
  scope: { merchant: row.merchant, mode: row.mode },
  id: row.id,
  createdAt: row.created_at,
  status: row.status,
  question: JSON.parse(row.question) as Backtest["question"],
  progress: JSON.parse(row.progress) as BacktestProgress,
})
