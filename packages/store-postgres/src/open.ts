/** Opens sessions so that a commit is on the disk before anybody is told of it, or says why they cannot be. */
import { CannotOpenStore, DatabaseFailed, type Dialect, migrateOnce } from "@refund-rules/store-kysely"
import { Client } from "pg"
import { Connection, questionOf } from "./Connection.ts"
import { PostgresFailed, told } from "./PostgresFailed.ts"
import { WORKER, WORKER_REFUSED, walls, workerRole } from "./walls.ts"

/** What a session is opened with: a transaction whose process stands still is ended, and its guards with it. */
const SETTINGS = {
  application_name: "refund-rules",
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
}
/** Longer than any guard is waited for; a migration takes as long as it takes. */
const PATIENCE_MILLISECONDS = 10_000
const MIGRATION_MILLISECONDS = 24 * 60 * 60 * 1000
/**
 * Every statement is found by an index. A plan made while a table was empty would read all of it, and is kept for as long as
 * the session lasts, or until the server looks at the table again: by then a key among thousands took milliseconds to find.
 * And one plan does for all values: in a parted table the server would rather plan each statement anew, twice the work itself.
 */
const LIMITS = `set idle_in_transaction_session_timeout = '5s'; set lock_timeout = '2s'; set timezone = 'UTC';
  set enable_seqscan = off; set plan_cache_mode = force_generic_plan`

/** A session of whoever owns the tables. */
export const connect = async (url: string, patience = MIGRATION_MILLISECONDS): Promise<Connection> => {
  try {
    const client = new Client({ ...SETTINGS, connectionString: url })
    const connection = new Connection(client, patience)
    await client.connect()
    return connection
  } catch (error) {
    throw failedOpening(error)
  }
}

// Whether it was the network or the server that said no: there is no session.
const failedOpening = (error: unknown): unknown => {
  const failure = told(error)
  return failure instanceof DatabaseFailed
    ? failure
    : new PostgresFailed("unavailable", (error as { readonly code?: string }).code ?? "no code", error)
}

/** A session that works: durable, and behind the wall. */
export const connectWorker = (url: string): Promise<Connection> => behindTheWall(url, assertDurable)

/** A session that only reads, at a server that follows; behind the same wall. */
export const connectFollower = (url: string): Promise<Connection> => behindTheWall(url, async () => undefined)

const behindTheWall = async (url: string, check: (connection: Connection) => Promise<void>): Promise<Connection> => {
  const connection = await connect(url, PATIENCE_MILLISECONDS)
  try {
    await check(connection)
    await connection.client.query(`set role ${WORKER}; ${LIMITS}`)
    return connection
  } catch (error) {
    await connection.close()
    throw told(error)
  }
}

interface Durability {
  readonly fsync: string
  readonly synchronous_commit: string
  readonly standbys: string
  readonly full_page_writes: string
  readonly encoding: string
  readonly version: number
  readonly is_standby: string
}

const ASKED = `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
  current_setting('synchronous_standby_names') as standbys, current_setting('full_page_writes') as full_page_writes, current_setting('server_encoding') as encoding,
  current_setting('server_version_num')::int as version, pg_is_in_recovery()::text as is_standby`

/** Refuses a server that would answer before a commit is on its disk, and one that only follows another. */
export const assertDurable = async (connection: Connection): Promise<void> => {
  const [found] = (await connection.ask(ASKED)) as readonly [Durability]
  if (found.version < 150_000)
    throw cannot("postgres_too_old", `the server has version ${found.version}: use PostgreSQL 15 or newer`)
  if (found.is_standby === "true")
    throw cannot(
      "postgres_is_standby",
      "the server follows another one and takes no changes: name the primary",
      "later",
    )
  if (found.fsync !== "on") throw undurable("fsync", found.fsync)
  if (found.synchronous_commit === "off") throw undurable("synchronous_commit", "off")
  if (found.synchronous_commit === "local" && found.standbys !== "")
    throw cannot(
      "postgres_synchronous_commit",
      "the server has synchronous_commit = local, so no commit waits for the standbys it names: set `synchronous_commit = on`",
    )
  if (found.full_page_writes !== "on") throw undurable("full_page_writes", found.full_page_writes)
  if (found.encoding !== "UTF8")
    throw cannot("postgres_encoding", `the database's encoding is ${found.encoding}: create it with UTF8`)
}

const undurable = (setting: string, found: string): CannotOpenStore =>
  cannot(
    `postgres_${setting}`,
    `the server has ${setting} = ${found}, so a crash could lose what was answered: set \`${setting} = on\``,
  )

const cannot = (code: string, reason: string, retry: "later" | "never" = "never"): CannotOpenStore =>
  new CannotOpenStore({ reason: `${reason} (${code})`, retry })

/** A number only we use, so that instances that start at once wait for each other. */
const MIGRATING = 7_238_001

/** Brings the database to the newest schema; several instances may do so at once. */
export const migrate = async (
  connection: Connection,
  dialect: Dialect,
  at: string,
  onStatement: (sql: string) => void = () => undefined,
): Promise<void> => {
  for (let isMigrating = true; isMigrating;) {
    await connection.ask("begin")
    try {
      await connection.ask(`select pg_advisory_xact_lock(${MIGRATING})`)
      const steps = migrateOnce(dialect, at)
      let step = steps.next()
      while (step.done !== true) {
        onStatement(step.value.statement.sql)
        const { rowsOf, sent } = questionOf(step.value)
        step = steps.next(rowsOf((await connection.send(sent)).rows))
      }
      isMigrating = step.value
      if (!isMigrating) await putUpWalls(connection)
      onStatement("commit")
      await connection.ask("commit")
    } catch (error) {
      if (!connection.isLost) await connection.client.query("rollback")
      throw error
    }
  }
}

/**
 * Around all tables that are there, for the role that all work is done under.
 *
 * @internal a test puts them around a database of an older version
 */
export const putUpWalls = async ({ client }: Connection): Promise<void> => {
  try {
    for (const sql of workerRole) await client.query(sql)
  } catch (error) {
    throw (error as { readonly code?: string }).code === "42501" ? new CannotOpenStore(REFUSED) : error
  }
  for (const sql of walls) await client.query(sql)
}

const REFUSED = { reason: WORKER_REFUSED, retry: "never" } as const
