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
  /** One try of what waits, such as a store, counts as hung after so many seconds: a minute or more unless told otherwise. */
  readonly patienceSeconds?: number
}

/**
 * A sentence, and its check: it returns where no counterexample was found, and throws the smallest one otherwise.
 *
 * @since 0.1.0
 */
export interface Law {
  readonly sentence: string
  /** Laws of what waits, such as a store, answer a promise. */
  readonly check: (thoroughness?: Thoroughness) => void | Promise<void>
}

/** A sentence over values: what is wrong with a value, or undefined where it holds. */
export interface Claimed<A> {
  readonly sentence: string
  readonly wrong: (value: A) => string | undefined
}

/**
 * Laws over the same values. They are looked at together, one pass for all of them, because making a value costs more
 * than judging it; a broken one is then run alone to find its smallest counterexample.
 */
export const lawsOver = <A>(values: fc.Arbitrary<A>, claimed: readonly Claimed<A>[]): readonly Law[] => {
  const passes = new Map<string, ReadonlySet<Claimed<A>>>()
  const brokenIn = (runs: number, seed: number): ReadonlySet<Claimed<A>> => {
    const known = passes.get(`${runs} ${seed}`)
    if (known !== undefined) return known
    const broken = new Set<Claimed<A>>()
    const look = fc.property(values, (value) => {
      for (const law of claimed) if (!broken.has(law) && isBroken(law, value)) broken.add(law)
    })
    fc.assert(look, { numRuns: runs, seed })
    passes.set(`${runs} ${seed}`, broken)
    return broken
  }
  return claimed.map((law) => ({
    sentence: law.sentence,
    check: ({ runs = 1000, seed = 1 } = {}) => {
      if (!brokenIn(runs, seed).has(law)) return
      const alone = fc.property(values, (value) => {
        const wrong = law.wrong(value)
        if (wrong !== undefined) throw new Error(wrong)
      })
      fc.assert(alone, { numRuns: runs, seed })
    },
  }))
}

const isBroken = <A>(law: Claimed<A>, value: A): boolean => {
  try {
    return law.wrong(value) !== undefined
  } catch {
    return true
  }
}
