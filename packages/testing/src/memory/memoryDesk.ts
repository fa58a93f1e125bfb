/** Everything a desk keeps, in memory: for tests of desks, and the model that databases are held to. */
import { LedgerStore, NoticeBook, PolicyBook, Records } from "@refund-rules/engine"
import { Context, Layer } from "effect"
import type { CommitFailure, Store } from "../store/StoreUnderTest.ts"
import { memoryLedgers } from "./memoryLedgers.ts"
import { memoryNotices } from "./memoryNotices.ts"
import { memoryPolicies } from "./memoryPolicies.ts"
import { memoryRecords } from "./memoryRecords.ts"
import { shelves } from "./Shelves.ts"

/**
 * The ports of a desk over one memory; desks that are opened on it one after the other find what the last one left.
 *
 * @since 0.1.0
 */
export interface MemoryDesk {
  readonly store: Store
  readonly records: (typeof Records)["Service"]
  readonly policies: (typeof PolicyBook)["Service"]
  readonly notices: (typeof NoticeBook)["Service"]
  readonly layer: Layer.Layer<LedgerStore | NoticeBook | PolicyBook | Records>
  /** Makes the next commits fail, one each. */
  readonly failNext: (...failures: readonly CommitFailure[]) => void
  /** Lets go of every answer kept under a key, as time does in a database. */
  readonly forgetAnswers: () => void
}

/**
 * An empty memory; `clock` tells the time of its leases in milliseconds.
 *
 * @example
 * ```ts
 * import { memoryDesk, storeLaws } from "@refund-rules/testing"
 *
 * for (const law of storeLaws(() => memoryDesk()).slice(0, 1)) await law.check({ runs: 1 })
 * ```
 *
 * @since 0.1.0
 */
export const memoryDesk = (clock: () => number = () => 0): MemoryDesk => {
  const kept = shelves(clock)
  const store = memoryLedgers(kept)
  const records = memoryRecords(kept)
  const policies = memoryPolicies()
  const notices = memoryNotices(kept)
  const services = Context.make(LedgerStore, store).pipe(
    Context.add(Records, records),
    Context.add(PolicyBook, policies),
    Context.add(NoticeBook, notices),
  )
  return {
    store,
    records,
    policies,
    notices,
    layer: Layer.succeedContext(services),
    failNext: (...failures) => void kept.failures.push(...failures),
    forgetAnswers: () =>
      kept.answers.forEach((one) => (one.subject === undefined ? undefined : (one.answer = undefined))),
  }
}
