/** Whose money, and whether it is real: part of every key and every query. */

/**
 * A merchant and a mode; nothing is ever read or written across two of them.
 *
 * @since 0.1.0
 */
export interface Scope {
  readonly merchant: string
  readonly mode: "test" | "live"
}
