/**
 * Many statements in one message to the server, and their rows in one answer; each is prepared once per connection, under
 * a name of its own. Where one fails those after it are not run.
 */
import type { Statement, Value } from "@refund-rules/store-kysely"
import type { Connection } from "pg"

/** A statement to run: where it has rows, they are given as objects. */
export interface Sent {
  readonly sql: string
  readonly rows: Statement["rows"]
  readonly values: readonly Value[]
}

/** What is known of a statement once it was prepared. */
interface Known {
  readonly name: string
  columns?: readonly Column[]
}

interface Column {
  readonly name: string
  readonly isNumber: boolean
}

/** The statements a connection has prepared. */
export type Prepared = Map<string, Known>

/** The rows of each statement, and the tag of the last. */
export interface Answered {
  readonly rows: readonly (readonly unknown[])[]
  readonly tag: string
}

interface Fields {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

const NUMBERS = new Set([20, 21, 23])
const nothing: readonly unknown[] = []

/** Submitted to a client of `pg`, which hands on what the server answers. */
export class Pipeline {
  readonly sent: readonly Sent[]
  readonly #prepared: Prepared
  readonly #fresh: string[] = []
  readonly #known: Known[] = []
  readonly #rows: unknown[][] = []
  readonly #settle: (error: unknown, answered?: Answered) => void
  #at = 0
  #tag = ""

  constructor(sent: readonly Sent[], prepared: Prepared, settle: (error: unknown, answered?: Answered) => void) {
    this.sent = sent
    this.#prepared = prepared
    this.#settle = settle
  }

  submit(connection: Connection): void {
    connection.stream.cork()
    for (const { rows, sql, values } of this.sent) {
      const known = this.#prepared.get(sql) ?? this.#prepare(connection, sql)
      this.#known.push(known)
      connection.bind({ statement: known.name, values: values as unknown[], valueMapper: textOf } as never, true)
      if (rows !== "none" && known.columns === undefined) connection.describe({ type: "P", name: "" }, true)
      connection.execute({ portal: "" }, true)
    }
    connection.sync()
    connection.stream.uncork()
  }

  #prepare(connection: Connection, sql: string): Known {
    const known = { name: `s${names++}` }
    this.#prepared.set(sql, known)
    this.#fresh.push(sql)
    connection.parse({ name: known.name, text: sql, types: [] }, true)
    return known
  }

  handleRowDescription({ fields }: Fields): void {
    this.#known[this.#at]!.columns = fields.map(({ dataTypeID, name }) => ({ name, isNumber: NUMBERS.has(dataTypeID) }))
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const { columns } = this.#known[this.#at]!
    if (columns === undefined) return
    const row: Record<string, Value> = {}
    for (let index = 0; index < columns.length; index++) {
      const { isNumber, name } = columns[index]!
      const field = fields[index]!
      row[name] = isNumber && field !== null ? Number(field) : field
    }
    ;(this.#rows[this.#at] ??= []).push(row)
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#tag = text
    this.#at += 1
  }

  handleEmptyQuery(): void {
    this.#at += 1
  }

  handleReadyForQuery(): void {
    const rows = this.sent.map((_, index) => this.#rows[index] ?? nothing)
    this.#settle(undefined, { rows, tag: this.#tag })
  }

  /** Whether what was prepared on the way is there, nobody says: it is prepared anew, under another name. */
  handleError(error: unknown): void {
    for (const sql of this.#fresh) this.#prepared.delete(sql)
    this.#settle(error)
  }
}

let names = 0

const textOf = (value: Value): string | null => (value === null ? null : String(value))
