/**
 * The port to backtests that were asked for: worked on by one process at a time, told by any, gone on with by the next.
 *
 * @since 0.1.0
 */
import type { Policy } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { Course } from "../backtest/Course.ts"
import type { GroupBy } from "../backtest/replay.ts"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * What is asked of the past.
 *
 * @since 0.1.0
 */
export interface BacktestQuestion {
  readonly policy: Policy
  readonly by: readonly GroupBy[]
  /** Decisions asked for before this instant are left out. */
  readonly since?: string
}

/**
 * How far it is.
 *
 * @since 0.1.0
 */
export interface BacktestProgress {
  /** Left out until somebody began. */
  readonly course?: Course
  /** Milliseconds that were worked on it. */
  readonly spent: number
  /** How often it was taken up since anything was done. */
  readonly tries: number
  readonly endedAt?: string
  /** Why it was given up. */
  readonly stopped?: { readonly code: string; readonly detail: string }
}

/**
 * A backtest: `waiting` for a process or taken up by one that is `running` it, `done`, or `stopped` for good.
 *
 * @since 0.1.0
 */
export interface Backtest {
  readonly scope: Scope
  readonly id: string
  readonly createdAt: string
  readonly status: "waiting" | "running" | "done" | "stopped"
  readonly question: BacktestQuestion
  readonly progress: BacktestProgress
}

/**
 * Keeps backtests.
 *
 * Law of turns: of those that wait, and those whose process was not heard of for the length of its lease, the one that
 * waits longest is taken up next, by one process alone.
 * Law of the end: what is done or stopped stays so; a process that lost its lease changes nothing any more.
 *
 * @since 0.1.0
 */
export class BacktestBook extends Context.Service<
  BacktestBook,
  {
    /**
     * `full` where as many of the scope are under way as may; `known` where there is one of this id, asked just so, and
     * `taken` where it was asked otherwise. Of those that ended the newest are kept.
     */
    readonly add: (
      backtest: Pick<Backtest, "createdAt" | "id" | "question" | "scope">,
      atMost: number,
    ) => Effect.Effect<"added" | "known" | "taken" | "full", StoreUnavailable>
    readonly read: (scope: Scope, id: string) => Effect.Effect<Backtest | undefined, StoreUnavailable>
    /** The next of a mode to be worked on, for so many seconds. */
    readonly lease: (
      mode: Scope["mode"],
      worker: string,
      seconds: number,
    ) => Effect.Effect<Backtest | undefined, StoreUnavailable>
    /** Keeps how far it is, and leases it anew; false where it is somebody else's by now. */
    readonly keep: (
      of: Pick<Backtest, "id" | "progress" | "scope">,
      worker: string,
      seconds: number,
    ) => Effect.Effect<boolean, StoreUnavailable>
    /** Lets it go: ended, or waiting to be taken up after so many seconds. */
    readonly release: (
      of: Pick<Backtest, "id" | "progress" | "scope" | "status">,
      worker: string,
      seconds: number,
    ) => Effect.Effect<void, StoreUnavailable>
  }
>()("@refund-rules/engine/BacktestBook") {}
