/** A statement is written once, compiled once per dialect, and run with values by name; programs are made of them. */
import type { Compilable, Kysely } from "kysely"
import type { Statement, Steps, Value } from "./Call.ts"
import type { Dialect } from "./Dialect.ts"
import type { Tables } from "./schema/Tables.ts"

export type { Program, Statement, Steps } from "./Call.ts"

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
  return dialect.shaped({ sql, names, rows, writes })
}

const valuesOf = (statement: Statement, given: Values): readonly Value[] => {
  const { names } = statement
  const values = new Array<Value>(names.length)
  for (let index = 0; index < names.length; index++) values[index] = given[names[index]!]!
  return values
}

/** Runs two that do not wait for each other, as far as both ask at the same time. */
export function* both<A, B>(first: Steps<A>, second: Steps<B>): Steps<readonly [A, B]> {
  let [one, two] = [first.next(), second.next()]
  while (one.done !== true && two.done !== true) {
    const [mine, theirs] = (yield { ...one.value, also: two.value }) as readonly (readonly unknown[])[]
    one = first.next(mine!)
    two = second.next(theirs!)
  }
  while (one.done !== true) one = first.next(yield one.value)
  while (two.done !== true) two = second.next(yield two.value)
  return [one.value, two.value]
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

/** Reads at most one row for each, in no order: what was found says itself what it is. */
export const oneEach =
  <P extends Values>() =>
  <R>(dialect: Dialect, build: Build<P, R>): ((given: readonly P[]) => Steps<readonly R[]>) => {
    const statement = compiled(dialect, "one", false, build)
    return function* (given) {
      return (yield* eachOf(statement, given)) as readonly R[]
    }
  }

/** Writes one row for each, and reads what became of all of them. */
export const writtenEach =
  <P extends Values>() =>
  <R>(dialect: Dialect, build: Build<P, R>): ((given: readonly P[]) => Steps<readonly R[]>) => {
    const statement = compiled(dialect, "one", true, build)
    return function* (given) {
      return (yield* eachOf(statement, given)) as readonly R[]
    }
  }

function* eachOf(statement: Statement, given: readonly Values[]): Steps<readonly unknown[]> {
  const [first, ...more] = given.map((one) => valuesOf(statement, one))
  if (first === undefined) return []
  return yield { statement, values: first, ...(more.length === 0 ? {} : { more }) }
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

/** Reads rows for each, those of the first before those of the next. */
export const manyEach =
  <P extends Values>() =>
  <R>(dialect: Dialect, build: Build<P, R>): ((given: readonly P[]) => Steps<readonly R[]>) => {
    const statement = compiled(dialect, "many", false, build)
    return function* (given) {
      return (yield* eachOf(statement, given)) as readonly R[]
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
