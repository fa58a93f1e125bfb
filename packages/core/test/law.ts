/** A law is one sentence that holds for every generated value: 10^4 values in `npm test`, LAW_RUNS of them in `npm run laws`. */
import fc from "fast-check"
import { it } from "vitest"

const all = Number(process.env.LAW_RUNS ?? 10_000)
const seed = Number(process.env.LAW_SEED ?? Date.now() & 0x7fffffff)

/**
 * Registers a law; a counterexample is reported shrunk, with the seed that finds it again (LAW_SEED=...).
 * A law whose every value holds `each` trials of their own needs fewer values.
 */
export const law = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => void, each = 1): void => {
  const numRuns = Math.ceil(all / each)
  it(sentence, { timeout: 180_000 + all * 20 }, () => {
    fc.assert(
      fc.property(values, (value) => {
        holds(value)
      }),
      { numRuns, seed },
    )
  })
}
