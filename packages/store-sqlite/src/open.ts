/** Opens a database file so that a commit is on the disk before anybody is told of it, or says why it cannot. */
import { CannotOpenStore, migrateOnce, sqlite } from "@refund-rules/store-kysely"
import Database, { type Database as Handle } from "better-sqlite3"
import { closeSync, openSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Connection, SqliteFailed } from "./Connection.ts"
import { makeFolder } from "./makeFolder.ts"
import { whyNotOpened } from "./whyNotOpened.ts"

/** How long one statement may block the process for another's lock; longer waits are waited out between turns. */
const BUSY_MILLISECONDS = 20

/** Room for a million payments' inner pages; what is written does not depend on it. */
const CACHE_KILOBYTES = 65_536

/**
 * The file a URL names: `file:data/x.db`, `file:///var/x.db`, a path, or `:memory:`.
 *
 * @example
 * ```ts
 * import { fileOf } from "@refund-rules/store-sqlite"
 *
 * fileOf("file:/var/my%20data/refunds.db") // => "/var/my data/refunds.db"
 * ```
 *
 * @since 0.1.0
 */
export const fileOf = (url: string): string => {
  if (url === ":memory:" || url === "file::memory:") return ":memory:"
  if (url.startsWith("file://")) return fileURLToPath(url)
  if (/^[a-z][a-z0-9+.-]+:/i.test(url) && !url.startsWith("file:"))
    throw cannot(`\`${url.split(":")[0]}:\` is not a file: name one as \`file:data/refunds.db\``)
  const path = decodeURI(url.replace(/^file:/, ""))
  if (path === "" || /[?#]/.test(path)) throw cannot(`\`${url}\` does not name a file: say \`file:data/refunds.db\``)
  return resolve(path)
}

/** An open connection to the file, as durable as it must be. */
export const connect = (file: string, cacheKilobytes = CACHE_KILOBYTES): Connection => {
  try {
    if (file !== ":memory:") reserve(file)
    const database = new Database(file, { timeout: BUSY_MILLISECONDS })
    try {
      return configured(database, cacheKilobytes)
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw error instanceof SqliteFailed ? error : whyNotOpened(file, error)
  }
}

/** A file that is not there yet is made for its owner's eyes only; the logs that SQLite keeps beside it are as it is. */
const reserve = (file: string): void => {
  makeFolder(dirname(file))
  try {
    closeSync(openSync(file, "wx", 0o600))
  } catch {
    // It is there, or opening it says better why it cannot be.
  }
}

const configured = (database: Handle, cacheKilobytes: number): Connection => {
  const connection = new Connection(database)
  connection.control("pragma journal_mode = wal")
  connection.control("pragma synchronous = full")
  // What is erased is overwritten, not only forgotten.
  connection.control("pragma secure_delete = on")
  connection.control(`pragma cache_size = -${cacheKilobytes}`)
  // The log is copied into the file every 16 MB: what changes often is then copied once for many commits.
  connection.control("pragma wal_autocheckpoint = 4000")
  assertDurable(database)
  return connection
}

/** Refuses a connection that would answer before its commit is on the disk: SQLite's own default in WAL mode does. */
export const assertDurable = (database: Handle): void => {
  const synchronous = Number(database.pragma("synchronous", { simple: true }))
  if (synchronous < 2)
    throw cannot(
      `the connection has synchronous = ${synchronous}, so a power cut could lose what was answered: set \`pragma synchronous = full\``,
    )
  const mode = String(database.pragma("journal_mode", { simple: true }))
  if (mode !== "wal" && mode !== "memory")
    throw cannot(`the database would not change to write-ahead logging and stays in ${mode}: use a local file`)
}

/** Brings the file to the newest schema; several processes may do so at once. */
export const migrate = (
  connection: Connection,
  at: string,
  onStatement: (sql: string) => void = () => undefined,
): void => {
  for (let isMigrating = true; isMigrating;) {
    connection.control("begin immediate")
    try {
      isMigrating = connection.drive(function* () {
        const steps = migrateOnce(sqlite, at)
        let step = steps.next()
        while (step.done !== true) {
          onStatement(step.value.statement.sql)
          step = steps.next(yield step.value)
        }
        return step.value
      })
      onStatement("commit")
      connection.control("commit")
    } catch (error) {
      if (connection.database.inTransaction) connection.control("rollback")
      throw error
    }
  }
}

/** Tries to write, and takes it back: a file that may only be read lets a transaction begin as if it could. */
export const assertWritable = (connection: Connection): void => {
  connection.begin()
  try {
    connection.control("update store_state set value = value where name = 'latest'")
  } finally {
    if (connection.database.inTransaction) connection.control("rollback")
  }
}

const cannot = (reason: string): CannotOpenStore => new CannotOpenStore({ reason, retry: "never" })
