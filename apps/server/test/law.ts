/** A law is one sentence that holds for every generated value: a thousand in `npm test`, LAW_RUNS of them in `npm run laws`. */
import fc from "fast-check"
import { it } from "vitest"

const numRuns = Number(process.env.LAW_RUNS ?? 1000)
const seed = Number(process.env.LAW_SEED ?? Date.now() & 0x7fffffff)

/** Registers a law; a counterexample is reported shrunk, with the seed that finds it again (LAW_SEED=...). */
export const law = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => void): void => {
  it(sentence, { timeout: 180_000 + numRuns }, () => {
    fc.assert(
      fc.property(values, (value) => holds(value)),
      { numRuns, seed },
    )
  })
}
