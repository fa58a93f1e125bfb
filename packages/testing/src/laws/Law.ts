/** A law: one English sentence that holds for every generated value, checked with or without a test runner. */
import fc from "fast-check"

/**
 * How thoroughly a law is checked; the seed of a failure finds it again.
 *
 * @since 0.1.0
 */
export interface Thoroughness {
  readonly runs?: number
  readonly seed?: number
}

/**
 * A sentence, and its check: it returns where no counterexample was found, and throws the smallest one otherwise.
 *
 * @since 0.1.0
 */
export interface Law {
  readonly sentence: string
  readonly check: (thoroughness?: Thoroughness) => void
}

/** A law over generated values; `holds` throws, or answers what is wrong, where it does not hold. */
export const lawOf = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => string | undefined): Law => ({
  sentence,
  check: ({ runs = 1000, seed } = {}) => {
    const property = fc.property(values, (value) => {
      const wrong = holds(value)
      if (wrong !== undefined) throw new Error(wrong)
    })
    fc.assert(property, seed === undefined ? { numRuns: runs } : { numRuns: runs, seed })
  },
})
