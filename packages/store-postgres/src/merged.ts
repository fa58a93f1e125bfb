/** Writes of many programs as few statements: those of one kind go together, what holds up everybody goes last. */
import type { Call, Statement, Value } from "@refund-rules/store-kysely"
import type { Sent } from "./Pipeline.ts"

/** A longer statement saves nothing more, and every length is prepared once. */
const TIMES_AT_MOST = 32

/** The calls as they are sent, each kind where the first of it stood. */
export const merged = (calls: readonly Call[]): readonly Sent[] => {
  const kinds = new Map<Statement, (readonly Value[])[]>()
  for (const { more = [], statement, values } of calls) {
    const known = kinds.get(statement)
    if (known === undefined) kinds.set(statement, [values, ...more])
    else known.push(values, ...more)
  }
  return [...kinds].flatMap(([statement, all]) => together(statement, all))
}

const together = ({ repeated, rows, sql }: Statement, all: readonly (readonly Value[])[]): readonly Sent[] => {
  if (repeated === undefined) return all.map((values) => ({ sql, rows, values }))
  const sent: Sent[] = []
  // Powers of two: few lengths are enough for any number.
  for (let from = 0; from < all.length;) {
    const times = Math.min(TIMES_AT_MOST, 2 ** Math.floor(Math.log2(all.length - from)))
    const values = times === 1 ? all[from]! : all.slice(from, from + times).flat()
    sent.push({ sql: textOf(repeated, times), rows, values })
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
