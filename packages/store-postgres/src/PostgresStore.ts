/** The store in a PostgreSQL database, as a layer. */
import { type CannotOpenStore, type Dialect, postgres, storeContext } from "@refund-rules/store-kysely"
import { Effect, Layer } from "effect"
import type { CommitPoint } from "./Batch.ts"
import { Connections } from "./Connections.ts"
import { whyNotOpened } from "./inspect.ts"
import { assertDurable, connect, connectFollower, connectWorker, migrate } from "./open.ts"
import { type PostgresRunner, postgresRunner } from "./postgresRunner.ts"
import { Replica } from "./Replica.ts"

/**
 * How a store is opened: `url` names its database as `postgres://user:password@host:port/database`.
 *
 * @since 0.1.0
 */
export interface PostgresOptions {
  readonly url: string
  /** A server that follows, for lists and reports only. */
  readonly replicaUrl?: string
  /** How old, in milliseconds, what it tells may be: where it is later, or that is not known, the first one is asked; 5,000. */
  readonly replicaStaleMilliseconds?: number
  /** How many parts payments, refunds, events and keys have each, where the database is empty; 0 is none. */
  readonly partitions?: number
  /** Sessions open at most, to each server. */
  readonly connections?: number
  /** For tests: called around every commit; where it throws, the commit fails there. */
  readonly crashPoint?: (at: CommitPoint) => void
  /** Milliseconds of the wall clock; the store's own time follows it, but never back. */
  readonly clock?: () => number
  /** Changes that come together share a transaction; `false` gives each its own. */
  readonly grouped?: boolean
}

const layer = (options: PostgresOptions) =>
  Layer.effectContext(
    Effect.map(
      Effect.acquireRelease(opened(options), ({ close }) => Effect.promise(close)),
      storeContext,
    ),
  )

/**
 * The ports of a desk over one PostgreSQL database. Opening brings it to the newest schema.
 *
 * @since 0.1.0
 */
export const PostgresStore = { layer } as const

const SESSIONS = 8
const LANES = 4
const STALE_MILLISECONDS = 5_000
/** How long the server may be away before whoever asks is told so: one that was killed is back sooner. */
const PATIENCE_MILLISECONDS = 5_000

const opened = (options: PostgresOptions): Effect.Effect<PostgresRunner, CannotOpenStore> =>
  Effect.tryPromise({ try: () => open(options), catch: whyNotOpened })

const open = async ({
  clock = Date.now,
  connections: sessions = SESSIONS,
  crashPoint = () => undefined,
  grouped = true,
  partitions,
  replicaStaleMilliseconds = STALE_MILLISECONDS,
  replicaUrl,
  url,
}: PostgresOptions): Promise<PostgresRunner> => {
  const { dialect, latest } = await prepared(url, partitions, clock)
  const connections = new Connections(() => connectWorker(url), sessions, PATIENCE_MILLISECONDS)
  const replica =
    replicaUrl === undefined
      ? undefined
      : // Whoever cannot read there reads at the first server, and need not wait.
        new Replica(
          connections,
          new Connections(() => connectFollower(replicaUrl), sessions, 0),
          replicaStaleMilliseconds,
        )
  let last = latest
  const now = (): number => (last = Math.max(last, Math.floor(clock())))
  return postgresRunner({
    dialect,
    now,
    connections,
    replica,
    crashPoint,
    grouped,
    lanes: Math.max(1, Math.min(LANES, sessions - 1)),
  })
}

/** The schema as it has to be, and the latest instant anything in it carries. */
const prepared = async (url: string, partitions: number | undefined, clock: () => number) => {
  const connection = await connect(url)
  try {
    await assertDurable(connection)
    const dialect = postgres({ partitions: (await partsOf(connection)) ?? partitions ?? 0 })
    await migrate(connection, dialect, new Date(clock()).toISOString())
    return { dialect: await laidOut(connection, dialect), latest: await latestIn(connection) }
  } finally {
    await connection.close()
  }
}

type Asking = { readonly ask: (sql: string) => Promise<readonly unknown[]> }

/** How the tables that are there are laid out; undefined where there are none yet. */
const partsOf = async (connection: Asking): Promise<number | undefined> => {
  const [found] = await connection.ask(
    `select (select count(*) from pg_inherits where inhparent = to_regclass('payment')) as parts, to_regclass('payment') is not null as there`,
  )
  const { parts, there } = found as { readonly parts: number; readonly there: string }
  return there === "t" || there === "true" ? parts : undefined
}

/** Another instance may have made the tables meanwhile, and laid them out otherwise. */
const laidOut = async (connection: Asking, dialect: Dialect): Promise<Dialect> => {
  const partitions = (await partsOf(connection)) ?? 0
  return (dialect.placed === undefined) === (partitions === 0) ? dialect : postgres({ partitions })
}

const latestIn = async (connection: Asking): Promise<number> => {
  const [row] = await connection.ask("select max(value) as value from store_state where name like 'latest%'")
  const { value } = row as { readonly value: string | null }
  return value === null || value === "" ? 0 : Date.parse(value)
}
