/** The database of a desk, for those who open one with promises. */
import { SqliteStore } from "./SqliteStore.ts"

/**
 * A SQLite file, ready for `openDesk`; created and brought to the newest schema when the desk is opened.
 *
 * @example
 * ```ts
 * import { openDesk } from "@refund-rules/engine"
 * import { sqlite } from "@refund-rules/store-sqlite"
 *
 * const desk = await openDesk({ database: sqlite(":memory:") })
 * await desk.registerPayment({ id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 })
 * const answer = await desk.request({ key: "k1", paymentId: "p1", amount: 6000 })
 * answer._tag // => "Accepted"
 * await desk.close()
 * ```
 *
 * @since 0.1.0
 */
export const sqlite = (url: string) => ({ layer: SqliteStore.layer({ url }) })
