/** Looks at a PostgreSQL database without changing it: its schema, its walls, and whether a crash could lose what was answered. */
import { CannotOpenStore, DatabaseFailed } from "@refund-rules/store-kysely"
import type { Connection } from "./Connection.ts"
import { assertDurable, connect } from "./open.ts"

/**
 * What a database says of itself.
 *
 * @since 0.1.0
 */
export interface PostgresInspection {
  /** Its name and the version of its server. */
  readonly database: string
  readonly version: string
  /** The migrations that were applied, the oldest first; none where it is no store yet. */
  readonly migrations: readonly { readonly version: number; readonly name: string; readonly appliedAt: string }[]
  /** Why a commit could be lost, where it could. */
  readonly durability: "full" | { readonly reason: string }
  /** Indexes and checks the server does not rely on, and tables without the wall around merchants. */
  readonly damage: readonly string[]
  /** How many parts payments, refunds, events and keys have each; 0 is none. */
  readonly partitions: number
  readonly bytes: number
}

/**
 * Inspects the database a URL names; it is not made, and nothing in it is.
 *
 * @example
 * ```ts
 * import { inspectPostgres } from "@refund-rules/store-postgres"
 *
 * await inspectPostgres("postgres://nobody@127.0.0.1:9/nothing").catch((error) => error._tag) // => "CannotOpenStore"
 * ```
 *
 * @since 0.1.0
 */
export const inspectPostgres = async (url: string): Promise<PostgresInspection> => {
  try {
    const connection = await connect(url, PATIENCE_MILLISECONDS)
    try {
      return await inspected(connection)
    } finally {
      await connection.close()
    }
  } catch (error) {
    throw whyNotOpened(error)
  }
}

/** An error of opening as a sentence, and whether another try may do. */
export const whyNotOpened = (error: unknown): CannotOpenStore => {
  if (error instanceof CannotOpenStore) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new CannotOpenStore({
    reason: `the database could not be opened: ${reason}`,
    retry: error instanceof DatabaseFailed ? "later" : "never",
  })
}

const PATIENCE_MILLISECONDS = 60_000

const inspected = async (connection: Connection): Promise<PostgresInspection> => {
  const [row] = await connection.ask(ASKED)
  const { bytes, database, partitions, store, version } = row as Asked
  const isStore = store !== null
  return {
    database,
    version,
    migrations: isStore
      ? ((await connection.ask(MIGRATIONS)) as readonly Applied[]).map(({ at, name, version: number }) => ({
          version: number,
          name,
          appliedAt: at,
        }))
      : [],
    durability: await durabilityOf(connection),
    damage: isStore
      ? ((await connection.ask(DAMAGE)) as readonly { readonly what: string }[]).map(({ what }) => what)
      : [],
    partitions,
    bytes,
  }
}

interface Asked {
  readonly database: string
  readonly version: string
  readonly bytes: number
  readonly store: string | null
  readonly partitions: number
}

interface Applied {
  readonly version: number
  readonly name: string
  readonly at: string
}

const ASKED = `select current_database() as database, current_setting('server_version') as version,
  pg_database_size(current_database()) as bytes, to_regclass('refund_rules_migration')::text as store,
  (select count(*) from pg_inherits where inhparent = to_regclass('payment')) as partitions`

const MIGRATIONS = `select version, name, applied_at as at from refund_rules_migration order by version`

/** What is there and not in force; a table that names no merchant needs no wall. */
const DAMAGE = `select format('index %s is not valid', indexrelid::regclass) as what
  from pg_index join pg_class on pg_class.oid = indexrelid
  where not indisvalid and relnamespace = current_schema()::regnamespace
union all
select format('check %s of %s was never validated', conname, conrelid::regclass)
  from pg_constraint where not convalidated and connamespace = current_schema()::regnamespace
union all
select format('table %s has no wall around merchants', oid::regclass)
  from pg_class where relkind in ('r', 'p') and not relispartition and relnamespace = current_schema()::regnamespace
    and not relrowsecurity and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'merchant')
order by 1`

const durabilityOf = async (connection: Connection): Promise<PostgresInspection["durability"]> => {
  try {
    await assertDurable(connection)
    return "full"
  } catch (error) {
    if (error instanceof CannotOpenStore) return { reason: error.reason }
    throw error
  }
}
