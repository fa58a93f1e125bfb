/** What an error of PostgreSQL, or of the way to it, means for the next change. */
import { DatabaseFailed, DriverFailed } from "@refund-rules/store-kysely"

/**
 * `again`: another transaction was in the way, and the same change tried anew meets it no more. `lost`: the connection is
 * gone. `unavailable`: the server takes nothing now.
 */
export type FailureKind = "again" | "lost" | "unavailable"

/** A failure of the database itself. */
export class PostgresFailed extends DriverFailed<FailureKind> {}

// A row that somebody else wrote first is a conflict like the others: whoever looks again finds it.
const AGAIN = /^(40001|40P01|55P03|23505)$/
// Ended by an administrator, by a crash, or for being idle in a transaction: the session is no more.
const LOST = /^(57P0[1235]|25P0[345]|08...)$/
// Full, out of connections or memory, starting, read-only, canceled, or at odds with its own files.
const UNAVAILABLE = /^(53...|57P03|57014|58...|XX...|25006|28...|3D000)$/

/** What a driver's error means; one that is not about the state of the database is handed on as it is. */
export const told = (error: unknown): unknown => {
  if (error instanceof DatabaseFailed) return error
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : ""
  if (AGAIN.test(code)) return new PostgresFailed("again", code, error)
  if (LOST.test(code)) return new PostgresFailed("lost", code, error)
  if (UNAVAILABLE.test(code)) return new PostgresFailed("unavailable", code, error)
  // An error of the server has a code of five signs; any other is one of the socket or of the driver.
  return /^[0-9A-Z]{5}$/.test(code) ? error : new PostgresFailed("lost", code || "no code", error)
}
