/** The runner of a PostgreSQL database: writes are gathered, reads are of one moment, an embedder's transaction is its own. */
import {
  type About,
  DatabaseFailed,
  type Dialect,
  type Program,
  type Runner,
  type Thrown,
} from "@refund-rules/store-kysely"
import { Effect } from "effect"
import { hash, randomUUID } from "node:crypto"
import type { Ending } from "./Batch.ts"
import { type Connection, questionOf } from "./Connection.ts"
import type { Connections } from "./Connections.ts"
import { PostgresFailed } from "./PostgresFailed.ts"
import type { Replica } from "./Replica.ts"
import { sees } from "./walls.ts"
import { within } from "./within.ts"
import { type Job, Writer, type WriterOptions } from "./Writer.ts"

export interface PostgresRunner extends Runner {
  readonly close: () => Promise<void>
}

export interface RunnerOptions extends WriterOptions {
  readonly dialect: Dialect
  readonly now: () => number
  /** A server that follows, for lists and reports. */
  readonly replica: Replica | undefined
}

export const postgresRunner = (options: RunnerOptions): PostgresRunner => {
  const { connections, dialect, grouped, now, replica } = options
  const writer = new Writer(options)
  return {
    dialect,
    ...(grouped ? { gathers: true } : {}),
    now,
    sha256: (text) => hash("sha256", text),
    newId: randomUUID,
    state: () => writer.health,
    write: (program, about = {}) => queued(writer, program, about),
    read: (program, about = {}) =>
      about.isList === true && replica !== undefined
        ? reading(() => readNear(replica, connections, program, about))
        : reading(() => readTrying(connections, program, about, READ_TRIES)),
    within: within(dialect),
    close: async () => {
      await writer.close()
      await Promise.all([connections.close(), replica?.close()])
    },
  }
}

const queued = <A>(writer: Writer, program: Program<A>, about: About): Effect.Effect<A, Thrown> =>
  Effect.callback<A, Thrown>((resume) => {
    const job: Job = { program, about, settle: (ending) => resume(asEffect(ending)) }
    writer.add(job)
    return Effect.sync(() => writer.remove(job))
  })

const asEffect = <A>(ending: Ending<A>): Effect.Effect<A, Thrown> =>
  ending.ok ? Effect.succeed(ending.value) : Effect.fail({ thrown: ending.thrown })

const READ_TRIES = 3

const reading = <A>(read: () => Promise<A>): Effect.Effect<A, Thrown> =>
  Effect.tryPromise({ try: read, catch: (thrown): Thrown => ({ thrown }) })

/** At the server that follows while it is near and well, else at the first one. */
const readNear = async <A>(
  replica: Replica,
  connections: Connections,
  program: Program<A>,
  about: About,
): Promise<A> => {
  const near = await replica.near()
  try {
    if (near !== undefined) return await readTrying(near, program, about, READ_TRIES)
  } catch (error) {
    if (!(error instanceof DatabaseFailed)) throw error
    replica.doubt()
  }
  return readTrying(connections, program, about, READ_TRIES)
}

/** A session that had been lost while nobody used it, or a replica that was in the way of its primary: another try. */
const readTrying = async <A>(
  connections: Connections,
  program: Program<A>,
  about: About,
  tries: number,
): Promise<A> => {
  try {
    return await connections.with((connection) => readIn(connection, program, about))
  } catch (error) {
    if (tries === 1 || !(error instanceof PostgresFailed) || error.kind === "unavailable") throw error
    return readTrying(connections, program, about, tries - 1)
  }
}

const BEGIN = { sql: "begin isolation level repeatable read read only", rows: "none", values: [] } as const
/** Which index a list is read by depends on what it is asked for. */
const PLANNED_ANEW = { sql: "set local plan_cache_mode = auto", rows: "none", values: [] } as const

const readIn = async <A>(connection: Connection, program: Program<A>, { isList, merchant }: About): Promise<A> => {
  let opening = [BEGIN, ...(isList === true ? [PLANNED_ANEW] : []), sees([merchant])]
  try {
    const steps = program()
    let step = steps.next()
    while (step.done !== true) {
      const { rowsOf, sent } = questionOf(step.value)
      const { rows } = await connection.send([...opening, ...sent])
      const mine = rows.slice(opening.length)
      opening = []
      step = steps.next(rowsOf(mine))
    }
    return step.value
  } finally {
    if (opening.length === 0 && !connection.isLost) await connection.ask("rollback").catch(() => connection.close())
  }
}
