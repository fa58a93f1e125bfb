/** Brings a database to the newest schema, forward only: each version in one transaction, safe to be killed anywhere. */
import { CannotOpenStore } from "../failures.ts"
import type { Dialect } from "../Dialect.ts"
import type { Statement, Steps } from "../Statement.ts"
import { eighth } from "./eighth.ts"
import { fifth } from "./fifth.ts"
import { first } from "./first.ts"
import { fourth } from "./fourth.ts"
import { ninth } from "./ninth.ts"
import { second } from "./second.ts"
import { seventh } from "./seventh.ts"
import { sixth } from "./sixth.ts"
import { third } from "./third.ts"

/** One version of the schema; once released it is never edited. */
interface Migration {
  readonly version: number
  readonly name: string
  readonly statements: (dialect: Dialect) => readonly string[]
}

/** All versions there are, in order. */
const migrations: readonly Migration[] = [
  { version: 1, name: "first", statements: first },
  { version: 2, name: "inbox", statements: second },
  { version: 3, name: "gateways", statements: third },
  { version: 4, name: "standing", statements: fourth },
  { version: 5, name: "feed", statements: fifth },
  { version: 6, name: "webhooks", statements: sixth },
  { version: 7, name: "backtests", statements: seventh },
  { version: 8, name: "personal", statements: eighth },
  { version: 9, name: "seals", statements: ninth },
]

/**
 * Applies the next version that is missing and tells whether there was one; run it in a transaction until it says no.
 *
 * @example
 * ```ts
 * import { migrateOnce, sqlite } from "@refund-rules/store-kysely"
 *
 * const asked = migrateOnce(sqlite, "2026-01-01T00:00:00.000Z").next()
 * asked.done // => false
 * ```
 *
 * @since 0.1.0
 */
export function* migrateOnce(dialect: Dialect, at: string): Steps<boolean> {
  yield raw(
    "create table if not exists refund_rules_migration (version integer not null primary key, name text not null, applied_at text not null)",
  )
  const rows = yield {
    statement: {
      sql: "select max(version) as version from refund_rules_migration",
      names: [],
      rows: "one",
      writes: false,
    },
    values: [],
  }
  const found = (rows[0] as { readonly version: number | null }).version ?? 0
  const newest = migrations.at(-1)!.version
  if (found > newest) throw newer(found, newest)
  const next = migrations.find(({ version }) => version > found)
  if (next === undefined) return false
  for (const sql of next.statements(dialect)) for (const own of dialect.schema(sql)) yield raw(own)
  yield raw(
    `insert into refund_rules_migration (version, name, applied_at) values (${next.version}, '${next.name}', '${at}')`,
  )
  return true
}

const statement = (sql: string): Statement => ({ sql, names: [], rows: "none", writes: true })

const raw = (sql: string) => ({ statement: statement(sql), values: [] })

const newer = (found: number, known: number): CannotOpenStore =>
  new CannotOpenStore({
    reason: `the database has schema version ${found}, this program knows up to ${known}: run the newer refund-rules it was last used with, or restore a backup from before`,
    retry: "never",
  })
