/** One connection: its statements prepared once, and its driver's errors told apart. */
import { type Call, DriverFailed, type Program, type Statement, type Value } from "@refund-rules/store-kysely"
import type { Database, Statement as Prepared } from "better-sqlite3"

/** What a failing database means for the next change: `busy` passes, `stopped` never does. */
export type FailureKind = "busy" | "unavailable" | "stopped"

/** A failure of the database itself. */
export class SqliteFailed extends DriverFailed<FailureKind> {}

type Run = (values: readonly Value[]) => readonly unknown[]

const nothing: readonly unknown[] = []

/** Runs calls and programs on one open database. */
export class Connection {
  readonly database: Database
  /** How many statements that write were run. */
  writes = 0
  readonly #runs = new Map<Statement, Run>()
  /** What only has to run once before the commit, with the greatest of its values. */
  readonly #atLast = new Map<Statement, readonly Value[]>()

  constructor(database: Database) {
    this.database = database
  }

  /** Runs a program to its end, in whatever transaction is open. */
  drive<A>(program: Program<A>): A {
    const steps = program()
    let step = steps.next()
    while (step.done !== true) step = steps.next(this.run(step.value))
    return step.value
  }

  run(call: Call): readonly unknown[] {
    if (call.also !== undefined) return [this.#run(call), this.run(call.also)]
    if (call.statement.greatest !== true) return this.#run(call)
    const last = this.#atLast.get(call.statement)
    if (last === undefined || last[0]! < call.values[0]!) this.#atLast.set(call.statement, call.values)
    return nothing
  }

  /** Begins a transaction that writes; what another put off and never came to is forgotten. */
  begin(): void {
    this.#atLast.clear()
    this.control("begin immediate")
  }

  /** To be called before a commit: runs what was put off until then. */
  finish(): void {
    for (const [statement, values] of this.#atLast) this.#run({ statement, values })
    this.#atLast.clear()
  }

  #run({ more, statement, values }: Call): readonly unknown[] {
    if (statement.writes) this.writes += 1
    try {
      let run = this.#runs.get(statement)
      if (run === undefined)
        this.#runs.set(statement, (run = runOf(this.database.prepare(statement.sql), statement.rows)))
      return more === undefined ? run(values) : [values, ...more].flatMap(run)
    } catch (error) {
      throw told(error)
    }
  }

  /** Runs SQL that says where a transaction begins or ends. */
  control(sql: string): void {
    try {
      this.database.exec(sql)
    } catch (error) {
      throw told(error)
    }
  }
}

/** Rows are read to their end before they are handed out, so no statement is ever open while another runs. */
const runOf = (prepared: Prepared, rows: Statement["rows"]): Run => {
  switch (rows) {
    case "none":
      return (values) => {
        prepared.run(...values)
        return nothing
      }
    case "one":
      return (values) => {
        const row = prepared.get(...values)
        return row === undefined ? nothing : [row]
      }
    case "many":
      return (values) => prepared.all(...values)
  }
}

/** What a driver's error means; one that is not about the state of the database is handed on as it is. */
const told = (error: unknown): unknown => {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  if (!code.startsWith("SQLITE_")) return error
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return new SqliteFailed("busy", code, error)
  if (/^SQLITE_IOERR_(DIR_)?FSYNC$/.test(code) || /^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return new SqliteFailed("stopped", code, error)
  if (/^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|NOMEM|PROTOCOL|INTERRUPT|AUTH|PERM)/.test(code))
    return new SqliteFailed("unavailable", code, error)
  return error
}
