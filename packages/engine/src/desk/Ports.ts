/** Everything the desk is built on, gathered once when its layer is. */
import type { Evaluators } from "@refund-rules/core"
import { Effect } from "effect"
import { Gateways } from "../ports/Gateways.ts"
import { Ids } from "../Ids.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { NoticeBook } from "../ports/NoticeBook.ts"
import { PolicyBook } from "../ports/PolicyBook.ts"
import { Records } from "../ports/Records.ts"
import { Signals } from "../Signals.ts"
import { SteadyClock } from "../SteadyClock.ts"
import { type Rulebooks, rulebooksOf } from "./Rulebook.ts"

/**
 * What a desk may be told.
 *
 * @since 0.1.0
 */
export interface DeskSettings {
  /** Who evaluates expressions of policies; a rule whose language has nobody counts as broken. */
  readonly evaluators?: Evaluators
  /** The longest life of a session in days, 30 unless set; a session without an end of its own lives as long. */
  readonly longestSessionDays?: number
  /** Milliseconds, to time what a version in shadow costs; without it that is not timed. */
  readonly stopwatch?: () => number
}

export interface Ports {
  readonly store: (typeof LedgerStore)["Service"]
  readonly records: (typeof Records)["Service"]
  readonly notices: (typeof NoticeBook)["Service"]
  readonly rulebooks: Rulebooks
  readonly gateways: (typeof Gateways)["Service"]
  readonly clock: (typeof SteadyClock)["Service"]
  readonly signals: (typeof Signals)["Service"]
  readonly newId: (prefix: string, at: string) => string
  readonly settings: DeskSettings
}

export const ports = Effect.fnUntraced(function* (settings: DeskSettings) {
  const gathered: Ports = {
    store: yield* LedgerStore,
    records: yield* Records,
    notices: yield* NoticeBook,
    rulebooks: rulebooksOf(yield* PolicyBook),
    gateways: yield* Gateways,
    clock: yield* SteadyClock,
    signals: yield* Signals,
    newId: yield* Ids,
    settings,
  }
  return gathered
})
