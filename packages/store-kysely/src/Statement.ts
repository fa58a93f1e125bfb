/** A statement is written once, compiled once per dialect, and run with values by name; programs are made of them. */
import type { Compilable, Kysely } from "kysely"
import type { Dialect } from "./Dialect.ts"
import type { Tables } from "./schema/Tables.ts"

/**
 * SQL with the names of its values in their order; `rows` says what comes back, `writes` whether it changes anything.
 *
 * @since 0.1.0
 */
export interface Statement {
  readonly sql: string
  readonly names: readonly string[]
  readonly rows: "none" | "one" | "many"
  readonly writes: boolean
  /** Of several such in one transaction only the one with the greatest value counts, whenever before the commit it runs. */
  readonly greatest?: true
}

/**
 * A statement with its values, in the order of its names.
 *
 * @since 0.1.0
 */
export interface Call {
  readonly statement: Statement
  readonly values: readonly Value[]
}

/**
 * What a database is given for a value.
 *
 * @since 0.1.0
 */
export type Value = string | number | null

/**
 * A piece of work on one transaction: it yields statements, and is given the rows of each. Made anew for every attempt.
 *
 * @since 0.1.0
 */
export type Program<A> = () => Steps<A>

/**
 * A program under way.
 *
 * @since 0.1.0
 */
export type Steps<A> = Generator<Call, A, readonly unknown[]>

type Values = Readonly<Record<string, Value>>

/** Stands in a query for a value that comes later. */
class Marker {
  readonly marked: string
  constructor(marked: string) {
    this.marked = marked
  }
}

const markers: Values = new Proxy<Record<string, never>>(
  {},
  { get: (_target, name) => new Marker(String(name)) as never },
)

type Build<P, R> = (writer: Kysely<Tables>, given: P) => Compilable<R>

const compiled = <P, R>(dialect: Dialect, rows: Statement["rows"], writes: boolean, build: Build<P, R>): Statement => {
  const { parameters, sql } = build(dialect.writer, markers as P).compile()
  const names = parameters.map((one) => {
    if (one instanceof Marker) return one.marked
    throw new Error(`the statement holds \`${String(one)}\` as a value: give it a name, or write it into the SQL`)
  })
  return { sql, names, rows, writes }
}

const valuesOf = (statement: Statement, given: Values): readonly Value[] => {
  const { names } = statement
  const values = new Array<Value>(names.length)
  for (let index = 0; index < names.length; index++) values[index] = given[names[index]!]!
  return values
}

/** Reads at most one row. */
export const one =
  <P extends Values>() =>
  <R>(dialect: Dialect, build: Build<P, R>): ((given: P) => Steps<R | undefined>) => {
    const statement = compiled(dialect, "one", false, build)
    return function* (given) {
      return (yield { statement, values: valuesOf(statement, given) })[0] as R | undefined
    }
  }

/** Reads rows. */
export const many =
  <P extends Values>() =>
  <R>(dialect: Dialect, build: Build<P, R>): ((given: P) => Steps<readonly R[]>) => {
    const statement = compiled(dialect, "many", false, build)
    return function* (given) {
      return (yield { statement, values: valuesOf(statement, given) }) as readonly R[]
    }
  }

/** Writes, and wants nothing back. */
export const write =
  <P extends Values>() =>
  (dialect: Dialect, build: Build<P, unknown>): ((given: P) => Steps<void>) => {
    const statement = compiled(dialect, "none", true, build)
    return function* (given) {
      yield { statement, values: valuesOf(statement, given) }
    }
  }

/** Writes a value that only grows, and whose growing nobody in the transaction reads. */
export const grown =
  <P extends Values>() =>
  (dialect: Dialect, build: Build<P, unknown>): ((given: P) => Steps<void>) => {
    const statement: Statement = { ...compiled(dialect, "none", true, build), greatest: true }
    return function* (given) {
      yield { statement, values: valuesOf(statement, given) }
    }
  }

/** Writes one row and reads what it became; undefined where nothing was written. */
export const written =
  <P extends Values>() =>
  <R>(dialect: Dialect, build: Build<P, R>): ((given: P) => Steps<R | undefined>) => {
    const statement = compiled(dialect, "one", true, build)
    return function* (given) {
      return (yield { statement, values: valuesOf(statement, given) })[0] as R | undefined
    }
  }
