/** What the laws of seals need to know of a store: two processes that have it open, and its database beside them. */
import type { LedgerStore, Records, SealBook } from "@refund-rules/engine"

/**
 * A store as one of the processes sees it that have it open.
 *
 * @since 0.1.0
 */
export interface SealingInstance {
  readonly store: (typeof LedgerStore)["Service"]
  readonly records: (typeof Records)["Service"]
  readonly seals: (typeof SealBook)["Service"]
}

/**
 * A fresh, empty store that two processes have open, and its database as somebody sees it who goes around both.
 *
 * @since 0.1.0
 */
export interface SealsUnderTest {
  readonly instances: readonly [SealingInstance, SealingInstance]
  /** Runs a statement of SQL; gives its rows. */
  readonly sql: (text: string) => Promise<readonly Readonly<Record<string, number | string | null>>[]>
  readonly close?: () => void | Promise<void>
}
