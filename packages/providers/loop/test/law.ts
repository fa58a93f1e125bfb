/** A law is one sentence that holds for every generated value: 10^4 values in `npm test`, LAW_RUNS of them in `npm run laws`. */
import fc from "fast-check"
import { it } from "vitest"

const numRuns = Number(process.env["LAW_RUNS"] ?? 10_000)
const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)

export const law = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => void): void => {
  it(sentence, { timeout: 60_000 + numRuns }, () => {
    fc.assert(
      fc.property(values, (value) => holds(value)),
      { numRuns, seed },
    )
  })
}
