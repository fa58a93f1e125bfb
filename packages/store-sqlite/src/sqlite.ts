/** A SQLite file as a desk is opened over it. */
import { SqliteStore, type SqliteOptions } from "./SqliteStore.ts"

/**
 * The database that `openDesk` takes: the file is opened with the desk, and closed with it.
 *
 * @example
 * ```ts
 * import { openDesk } from "@refund-rules/engine"
 * import { sqlite } from "@refund-rules/store-sqlite"
 *
 * const desk = await openDesk({ database: sqlite(":memory:") })
 * await desk.verify() // => { payments: 0, broken: [] }
 * await desk.close()
 * ```
 *
 * @since 0.1.0
 */
export const sqlite = (url: string, options: Omit<SqliteOptions, "url"> = {}) => ({
  layer: SqliteStore.layer({ ...options, url }),
})
