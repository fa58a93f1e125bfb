/**
 * Group commit: all changes that wait at a turn of the event loop share one durable commit and cannot see each other fail;
 * one that is alone waits for no turn. A commit blocks the process for one sync of the disk; waiting for another
 * process's lock does not block it.
 */
import { DatabaseFailed, type Health, type Program } from "@refund-rules/store-kysely"
import { type Connection, SqliteFailed } from "./Connection.ts"
import { Turns } from "./Turns.ts"

/** How a program ended. */
export type Ending<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly thrown: unknown }

/** A program that waits for its commit. */
export interface Job {
  readonly program: Program<unknown>
  /** What it deletes is to leave every file before it is answered, the log of the last writes included. */
  readonly isErasing?: boolean
  readonly settle: (ending: Ending<never>) => void
}

/** Where a test may kill the process, or let the commit fail by throwing. */
export type CommitPoint = "before-commit" | "after-commit"

export interface WriterOptions {
  /** Without grouping every change commits alone, at once. */
  readonly grouped: boolean
  readonly crashPoint: (at: CommitPoint) => void
  /** How long a group waits for another process's lock before it is given up. */
  readonly patience?: number
}

const GROUP_AT_MOST = 256
const WAITING_AT_MOST = 10_000
const BUSY_AT_MOST_MILLISECONDS = 5_000
const BUSY_RETRY_MILLISECONDS = 10

/** The one writer of a connection. */
export class Writer {
  readonly #connection: Connection
  readonly #options: WriterOptions
  #waiting: Job[] = []
  #isScheduled = false
  readonly #turns = new Turns()
  #busySince: number | undefined
  /** Whether something that was erased may still stand in the log. */
  #isStained = false
  #health: Health = { _tag: "Ready" }

  constructor(connection: Connection, options: WriterOptions) {
    this.#connection = connection
    this.#options = options
  }

  get health(): Health {
    return this.#health
  }

  add(job: Job): void {
    if (this.#health._tag === "Stopped") return fail([job], new DatabaseFailed(this.#health.reason))
    if (this.#waiting.length >= WAITING_AT_MOST)
      return fail([job], new DatabaseFailed(`${WAITING_AT_MOST} changes wait already`))
    this.#waiting.push(job)
    if (this.#isScheduled) return
    if (this.#options.grouped) this.#schedule()
    else this.flush()
  }

  /** Takes back a job that has not begun. */
  remove(job: Job): void {
    this.#waiting = this.#waiting.filter((one) => one !== job)
  }

  /** Commits what waits, as far as one group goes; the rest at the next turn. */
  readonly flush = (): void => {
    this.#isScheduled = false
    if (this.#waiting.length === 0) return
    const group = this.#waiting.slice(0, this.#options.grouped ? GROUP_AT_MOST : 1)
    this.#turns.committing(group.length)
    let endings: readonly Ending<unknown>[]
    const before = this.#connection.writes
    try {
      endings = this.#commitTogether(group)
    } catch (error) {
      if (this.#waitsLonger(error)) return
      this.#waiting = this.#waiting.slice(group.length)
      this.#note(error)
      fail(group, error)
      return this.#goOn()
    }
    this.#busySince = undefined
    // A commit that wrote nothing proves nothing about the disk.
    if (this.#connection.writes > before) this.#health = { _tag: "Ready" }
    this.#waiting = this.#waiting.slice(group.length)
    this.#isStained ||= group.some(({ isErasing }) => isErasing === true)
    if (this.#isStained) this.#isStained = !emptiedLog(this.#connection)
    group.forEach((job, index) => job.settle(endings[index] as Ending<never>))
    this.#goOn()
  }

  /** From now on nothing is taken; what waits is told so. */
  close(): void {
    while (this.#waiting.length > 0 && this.#busySince === undefined) this.flush()
    const left = this.#waiting
    this.#waiting = []
    this.#health = { _tag: "Stopped", reason: "the store was closed" }
    fail(left, new DatabaseFailed("the store was closed"))
  }

  #goOn(): void {
    if (this.#waiting.length > 0) this.#schedule()
  }

  #schedule(): void {
    this.#isScheduled = true
    this.#turns.soon(this.flush)
  }

  /** Another process is writing: the group is tried again, up to a bound, and the event loop turns meanwhile. */
  #waitsLonger(error: unknown): boolean {
    if (!(error instanceof SqliteFailed) || error.kind !== "busy") return false
    this.#busySince ??= performance.now()
    if (performance.now() - this.#busySince >= (this.#options.patience ?? BUSY_AT_MOST_MILLISECONDS)) {
      this.#busySince = undefined
      return false
    }
    this.#isScheduled = true
    setTimeout(this.flush, BUSY_RETRY_MILLISECONDS)
    return true
  }

  #note(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    const isFinal = error instanceof SqliteFailed && error.kind === "stopped"
    this.#health = isFinal
      ? { _tag: "Stopped", reason: `${reason}; what is on the disk is uncertain until the store is opened again` }
      : { _tag: "Unavailable", reason }
    if (!isFinal) return
    fail(this.#waiting, error)
    this.#waiting = []
  }

  /** Runs all optimistically; only where one fails after it has written is each given a savepoint of its own. */
  #commitTogether(group: readonly Job[]): readonly Ending<unknown>[] {
    const connection = this.#connection
    connection.begin()
    try {
      const endings = runAll(connection, group) ?? runApart(connection, group)
      this.#commit()
      return endings
    } catch (error) {
      if (connection.database.inTransaction) connection.control("rollback")
      throw error instanceof DatabaseFailed
        ? error
        : new DatabaseFailed(`the commit failed: ${String(error)}`, { cause: error })
    }
  }

  #commit(): void {
    this.#connection.finish()
    this.#options.crashPoint("before-commit")
    this.#connection.control("commit")
    this.#options.crashPoint("after-commit")
  }
}

/** Takes the log into the file and leaves it empty; false where somebody still reads what was before, so that it has to wait. */
const emptiedLog = ({ database }: Connection): boolean => {
  try {
    return database.pragma("wal_checkpoint(truncate)", { simple: true }) === 0
  } catch {
    // What was committed is committed: it is tried again with the next commit.
    return false
  }
}

/** How each ended, or undefined where one failed after writing and everything is rolled back to be run apart. */
const runAll = (connection: Connection, group: readonly Job[]): readonly Ending<unknown>[] | undefined => {
  const endings: Ending<unknown>[] = []
  for (const { program } of group) {
    const before = connection.writes
    const ending = tried(() => connection.drive(program))
    if (!ending.ok && connection.writes > before) {
      connection.control("rollback")
      connection.begin()
      return undefined
    }
    endings.push(ending)
  }
  return endings
}

const runApart = (connection: Connection, group: readonly Job[]): readonly Ending<unknown>[] =>
  group.map(({ program }) => {
    connection.control("savepoint one")
    const ending = tried(() => connection.drive(program))
    if (!ending.ok) connection.control("rollback to one")
    connection.control("release one")
    return ending
  })

/** A failure of the database is no program's own: it fails the whole group. */
export const tried = <A>(run: () => A): Ending<A> => {
  try {
    return { ok: true, value: run() }
  } catch (thrown) {
    if (thrown instanceof DatabaseFailed) throw thrown
    return { ok: false, thrown }
  }
}

const fail = (jobs: readonly Job[], thrown: unknown): void => {
  for (const { settle } of jobs) settle({ ok: false, thrown })
}
