/** A worker of `npm run sim`: lives what it is given, and says what those lives met or which of them was the first to break. */
import { parentPort } from "node:worker_threads"
import { firstBroken, type Plan, simulate } from "../simulate.ts"

export interface Job {
  readonly plan: Plan
  /** Whether only the first life that breaks a promise is of interest. */
  readonly isSearch: boolean
}

// Nobody reads the stacks of these errors: a life that breaks a promise is lived again for that.
Error.stackTraceLimit = 0

parentPort?.on("message", ({ isSearch, plan }: Job) =>
  parentPort?.postMessage(isSearch ? firstBroken(plan) : simulate(plan)),
)
