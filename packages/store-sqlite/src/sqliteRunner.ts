/** The runner of a SQLite file: writes go through the group, reads are of one moment, an embedder's transaction is its own. */
import { DatabaseFailed, type Program, type Runner, sqlite, type Thrown } from "@refund-rules/store-kysely"
import Database, { type Database as Handle } from "better-sqlite3"
import { Effect } from "effect"
import { hash, randomUUID } from "node:crypto"
import { Connection, SqliteFailed } from "./Connection.ts"
import { assertDurable } from "./open.ts"
import { type Ending, type Job, tried, Writer, type WriterOptions } from "./Writer.ts"

export interface SqliteRunner extends Runner {
  readonly close: () => void
}

export const sqliteRunner = (connection: Connection, now: () => number, options: WriterOptions): SqliteRunner => {
  const writer = new Writer(connection, options)
  return {
    dialect: sqlite,
    now,
    sha256: (text) => hash("sha256", text),
    newId: randomUUID,
    state: () => writer.health,
    write: (program, about) => queued(writer, program, about?.isErasing === true),
    read: (program) => readIn(connection, program),
    within: withinOf(connection),
    close: () => {
      writer.close()
      connection.database.close()
    },
  }
}

const queued = <A>(writer: Writer, program: Program<A>, isErasing: boolean): Effect.Effect<A, Thrown> =>
  Effect.callback<A, Thrown>((resume) => {
    const job: Job = { program, isErasing, settle: (ending) => resume(asEffect(ending)) }
    writer.add(job)
    return Effect.sync(() => writer.remove(job))
  })

const asEffect = <A>(ending: Ending<A>): Effect.Effect<A, Thrown> =>
  ending.ok ? Effect.succeed(ending.value) : Effect.fail({ thrown: ending.thrown })

/** Readers wait for nobody in WAL mode, but for a moment while a file is recovered or closed. */
const readIn = <A>(connection: Connection, program: Program<A>, patience = 250): Effect.Effect<A, Thrown> =>
  Effect.suspend(() => {
    if (!connection.database.open) return Effect.fail({ thrown: new DatabaseFailed("the store was closed") })
    const ending = attempt(() => readOnce(connection, program))
    const isBusy = !ending.ok && ending.thrown instanceof SqliteFailed && ending.thrown.kind === "busy"
    return isBusy && patience > 0
      ? Effect.delay(readIn(connection, program, patience - 1), BUSY_RETRY_MILLISECONDS)
      : asEffect(ending)
  })

const BUSY_RETRY_MILLISECONDS = 20

const readOnce = <A>(connection: Connection, program: Program<A>): A => {
  connection.control("begin")
  try {
    return connection.drive(program)
  } finally {
    if (connection.database.inTransaction) connection.control("rollback")
  }
}

const attempt = <A>(run: () => A): Ending<A> => {
  try {
    return { ok: true, value: run() }
  } catch (thrown) {
    return { ok: false, thrown }
  }
}

/** Runs programs in the open transaction of another connection to the same file, each under a savepoint. */
const withinOf = (own: Connection): Runner["within"] => {
  const connections = new WeakMap<Handle, Connection>()
  const connectionOf = (handle: unknown): Connection => {
    if (!(handle instanceof Database)) throw new Error("the enclosing transaction is no better-sqlite3 database")
    if (!handle.inTransaction) throw new Error("the enclosing database has no open transaction: begin one first")
    const known = connections.get(handle)
    if (known !== undefined) return known
    if (handle.name !== own.database.name)
      throw new Error(`the enclosing database is \`${handle.name}\`, the store's is \`${own.database.name}\``)
    assertDurable(handle)
    const connection = handle === own.database ? own : new Connection(handle)
    connections.set(handle, connection)
    return connection
  }
  return (handle, program) =>
    Effect.suspend(() =>
      asEffect(
        attempt(() => {
          const connection = connectionOf(handle)
          connection.control("savepoint one")
          const ending = tried(() => {
            const value = connection.drive(program)
            connection.finish()
            return value
          })
          if (!ending.ok) connection.control("rollback to one")
          connection.control("release one")
          if (!ending.ok) throw ending.thrown
          return ending.value
        }),
      ),
    )
}
