/** Works on backtests for as long as its scope lasts, one at a time and each for a turn; any number of processes may. */
import { randomUUID } from "node:crypto"
import { type Backtest, BacktestBook } from "@refund-rules/engine"
import { Effect, Layer } from "effect"
import type { Settings } from "../settings/table.ts"
import { databaseOf } from "../start/storage.ts"
import { runBacktest, type Working } from "./runBacktest.ts"

const TURN_MILLISECONDS = 20_000

/** The loop. What a process leaves that dies is taken up when its lease is over. */
export const backtesting = (settings: BacktestSettings) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const working: Working = {
        book: yield* BacktestBook,
        database: databaseOf(settings),
        worker: `backtests_${randomUUID()}`,
        budgetMilliseconds: settings.backtestMilliseconds,
        turnMilliseconds: TURN_MILLISECONDS,
        leaseSeconds: settings.leaseMilliseconds / 1000,
      }
      const { book, leaseSeconds, worker } = working
      const round = Effect.gen(function* () {
        const backtest = yield* book.lease(settings.mode, worker, leaseSeconds)
        if (backtest === undefined) return yield* Effect.sleep(`${settings.pollMilliseconds} millis`)
        yield* worked(working, backtest)
      })
      const again = (cause: unknown) =>
        Effect.andThen(Effect.logWarning("backtests could not be worked on", cause), Effect.sleep("1 second"))
      const safely = round.pipe(Effect.catchTag("StoreUnavailable", again), Effect.catchDefect(again))
      yield* Effect.forkScoped(Effect.forever(safely))
    }),
  )

type BacktestSettings = Parameters<typeof databaseOf>[0] &
  Pick<Settings, "backtestMilliseconds" | "leaseMilliseconds" | "mode" | "pollMilliseconds">

/** A process that stops lets go of what it is at, as far as it was kept. */
const worked = (working: Working, backtest: Backtest) => {
  const { book, worker } = working
  return runBacktest(working, backtest).pipe(
    Effect.flatMap((turned) =>
      turned === undefined ? Effect.void : book.release({ ...backtest, ...turned }, worker, turned.againSeconds),
    ),
    Effect.onInterrupt(() => Effect.ignore(letGo(working, backtest))),
  )
}

const letGo = Effect.fnUntraced(function* ({ book, worker }: Working, { id, scope }: Backtest) {
  const found = yield* book.read(scope, id)
  if (found !== undefined) yield* book.release({ ...found, status: "waiting" }, worker, 0)
})
