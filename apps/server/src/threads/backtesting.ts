/** A thread that decides the past again, stretch by stretch, over a connection to the database that is its own. */
import { workerData } from "node:worker_threads"
import { parsePolicy } from "@refund-rules/core"
import {
  type BacktestQuestion,
  Casebook,
  PARTS,
  type Scope,
  scanPast,
  type Stretch,
  type Tally,
  WORTH_CUTTING,
} from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { Effect, ManagedRuntime } from "effect"
import { type DatabaseMeant, storeAt } from "../start/storeAt.ts"
import { answering } from "./answering.ts"

/** What is tried, and on which database. */
export interface Backtesting {
  readonly database: DatabaseMeant
  readonly scope: Scope
  readonly question: BacktestQuestion
}

/** Where the past can be cut, or what became of a stretch of it: its sums may be no number any more. */
export type Tried = { readonly cuts: readonly string[] } | { readonly tally: Tally } | { readonly isBeyond: true }

const { database, question, scope } = workerData as Backtesting

/** Pages kept, in kilobytes: each is read once. */
const READING_ONCE = 8192
/** Sessions of a server's database: it reads one thing after the other. */
const SESSIONS = 2

const policy = parsePolicy(question.policy, { cel })
if (!policy.ok) throw new Error("the policy of a backtest was read before it was handed on")
const scan = scanPast({ ...question, policy: policy.value, scope, evaluators: { cel } })
const runtime = ManagedRuntime.make(storeAt(database, { cacheKilobytes: READING_ONCE, connections: SESSIONS }))

const cut = Effect.flatMap(Casebook, (casebook) => casebook.cuts(scope, PARTS, WORTH_CUTTING))

answering((asked: Stretch | "cut"): Promise<Tried> => {
  return asked === "cut"
    ? runtime.runPromise(Effect.map(cut, (cuts) => ({ cuts })))
    : runtime.runPromise(Effect.map(scan(asked), (tally): Tried => ({ tally }))).catch((error: unknown) => {
        if (error instanceof RangeError) return { isBeyond: true }
        throw error
      })
})
