/** Writes of many programs as few statements: those of one kind and part go together, what holds up everybody goes last. */
import type { Call, Statement, Value } from "@refund-rules/store-kysely"
import type { Sent } from "./Pipeline.ts"

/** A longer statement saves nothing more, and every length is prepared once. */
const TIMES_AT_MOST = 32

/** The calls as they are sent, each kind where the first of it stood. */
export const merged = (calls: readonly Call[]): readonly Sent[] => {
  const kinds = new Map<Statement, (readonly Value[])[]>()
  const add = (statement: Statement, all: readonly (readonly Value[])[]): void => {
    const { beside } = statement
    if (beside !== undefined) add(beside.statement, all.map(beside.valuesOf))
    const known = kinds.get(statement)
    if (known === undefined) kinds.set(statement, [...all])
    else known.push(...all)
  }
  for (const { more = [], statement, values } of calls) add(statement, [values, ...more])
  return [...kinds].flatMap(([statement, all]) => byPart(statement, all))
}

/** Those of each part together, the parts in their order: whoever writes to many of them meets others in the same order. */
const byPart = (statement: Statement, all: readonly (readonly Value[])[]): readonly Sent[] => {
  const { part } = statement
  if (part === undefined) return together(statement, all)
  return [...Map.groupBy(all, part.of)]
    .toSorted(([one], [other]) => one - other)
    .flatMap(([place, some]) => together(statement, some, (sql) => part.named(sql, place)))
}

const together = (
  { repeated, rows, sql }: Statement,
  all: readonly (readonly Value[])[],
  named: (sql: string) => string = (text) => text,
): readonly Sent[] => {
  if (repeated === undefined) return all.map((values) => ({ sql: named(sql), rows, values }))
  const sent: Sent[] = []
  // Powers of two: few lengths are enough for any number.
  for (let from = 0; from < all.length;) {
    const times = Math.min(TIMES_AT_MOST, 2 ** Math.floor(Math.log2(all.length - from)))
    const values = times === 1 ? all[from]! : all.slice(from, from + times).flat()
    sent.push({ sql: named(textOf(repeated, times)), rows, values })
    from += times
  }
  return sent
}

const texts = new WeakMap<(times: number) => string, Map<number, string>>()

const textOf = (repeated: (times: number) => string, times: number): string => {
  const known = texts.get(repeated) ?? new Map<number, string>()
  texts.set(repeated, known)
  const text = known.get(times) ?? repeated(times)
  known.set(times, text)
  return text
}
