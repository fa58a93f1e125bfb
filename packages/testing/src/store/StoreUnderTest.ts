/** What a store's laws need to know of it: how to make one, and, where it can, how to make it fail. */
import type { LedgerStore } from "@refund-rules/engine"

/**
 * The service behind the port `LedgerStore`.
 *
 * @since 0.1.0
 */
export type Store = (typeof LedgerStore)["Service"]

/**
 * Where a commit fails: before it, and nothing happened; after it, and only the answer is lost.
 *
 * @since 0.1.0
 */
export type CommitFailure = "before commit" | "after commit"

/**
 * A fresh, empty store. What is left out is not tried: the laws about failing commits need `failNext`.
 *
 * @since 0.1.0
 */
export interface StoreUnderTest {
  readonly store: Store
  /** Makes the next commit fail. */
  readonly failNext?: (failure: CommitFailure) => void
  /** The same data as another process finds it, were this one killed now. */
  readonly reopen?: () => Store | Promise<Store>
  readonly close?: () => void | Promise<void>
}
