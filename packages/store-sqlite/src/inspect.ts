/** Looks at a database file without changing it: its schema, and whether a power cut could lose what was answered. */
import { CannotOpenStore } from "@refund-rules/store-kysely"
import Database from "better-sqlite3"
import { existsSync, rmSync } from "node:fs"
import { assertDurable, connect, fileOf } from "./open.ts"
import { whyNotOpened } from "./whyNotOpened.ts"

/**
 * What a file says of itself.
 *
 * @since 0.1.0
 */
export interface Inspection {
  readonly file: string
  /** The migrations that were applied, the oldest first; none in a file that is no store yet. */
  readonly migrations: readonly { readonly version: number; readonly name: string; readonly appliedAt: string }[]
  /** Why a commit could be lost, where it could. */
  readonly durability: "full" | { readonly reason: string }
  /** What SQLite's own quick check found wrong; empty where nothing is. */
  readonly damage: readonly string[]
  /** Bytes of the file, and of its log that is not yet written back. */
  readonly bytes: number
}

/**
 * Inspects the file a URL names; one that is not there cannot be opened, and is not made.
 *
 * @example
 * ```ts
 * import { inspect } from "@refund-rules/store-sqlite"
 *
 * inspect("file:nothing-of-this-name.db") // => throws CannotOpenStore
 * ```
 *
 * @since 0.1.0
 */
export const inspect = (url: string): Inspection => {
  const file = existing(url)
  // As the store itself opens it: what counts is how its commits are made.
  const { database } = opened(file)
  try {
    const damage = (database.pragma("quick_check(20)") as readonly { readonly quick_check: string }[])
      .map((row) => row.quick_check)
      .filter((line) => line !== "ok")
    const bytes =
      Number(database.pragma("page_count", { simple: true })) * Number(database.pragma("page_size", { simple: true }))
    return { file, migrations: migrationsIn(database), durability: durabilityOf(database), damage, bytes }
  } finally {
    database.close()
  }
}

/**
 * Whether the file a URL names was ever made a store; nothing is written to one that was not, nor is it locked.
 *
 * @example
 * ```ts
 * import { holdsStore } from "@refund-rules/store-sqlite"
 *
 * holdsStore("file:nothing-of-this-name.db") // => throws CannotOpenStore
 * ```
 *
 * @since 0.1.0
 */
export const holdsStore = (url: string): boolean => {
  const file = existing(url)
  try {
    const database = new Database(file, { fileMustExist: true })
    try {
      return wasMigrated(database)
    } finally {
      database.close()
    }
  } catch (error) {
    throw whyNotOpened(file, error)
  }
}

/**
 * Copies a store while others write to it, into a new file that is whole and closed when this resolves.
 *
 * @example
 * ```ts
 * import { backup } from "@refund-rules/store-sqlite"
 *
 * await backup("file:nothing-of-this-name.db", "file:copy.db").catch((error) => error._tag) // => "CannotOpenStore"
 * ```
 *
 * @since 0.1.0
 */
export const backup = async (
  url: string,
  to: string,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> => {
  const [file, copy] = [existing(url), fileOf(to)]
  if (existsSync(copy)) throw cannot(`\`${to}\` is there already: name another file`)
  const { database } = opened(file)
  try {
    await database.backup(copy, {
      progress: ({ remainingPages, totalPages }) => {
        onProgress(totalPages - remainingPages, totalPages)
        return PAGES_AT_ONCE
      },
    })
  } catch (error) {
    // Half a copy helps nobody, and would stand in the way of a whole one.
    for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(`${copy}${end}`, { force: true })
    throw error
  } finally {
    database.close()
  }
}

/** A turn of the event loop copies so many pages; writers go on between turns. */
const PAGES_AT_ONCE = 2000

const existing = (url: string): string => {
  const file = fileOf(url)
  if (file === ":memory:" || !existsSync(file)) throw cannot(`there is no database \`${file}\``)
  return file
}

/** A file that is no database, or is locked, cannot be opened: whoever asks is told so in one way. */
const opened = (file: string): ReturnType<typeof connect> => {
  try {
    return connect(file)
  } catch (error) {
    if (error instanceof CannotOpenStore) throw error
    throw cannot(
      `the database \`${file}\` could not be opened: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

const wasMigrated = (database: Database.Database): boolean =>
  database.prepare("select 1 from sqlite_master where name = 'refund_rules_migration'").get() !== undefined

const migrationsIn = (database: Database.Database): Inspection["migrations"] => {
  if (!wasMigrated(database)) return []
  return database
    .prepare("select version, name, applied_at as appliedAt from refund_rules_migration order by version")
    .all() as Inspection["migrations"]
}

const durabilityOf = (database: Database.Database): Inspection["durability"] => {
  try {
    assertDurable(database)
    return "full"
  } catch (error) {
    return { reason: error instanceof CannotOpenStore ? error.reason : String(error) }
  }
}

const cannot = (reason: string): CannotOpenStore => new CannotOpenStore({ reason, retry: "never" })
