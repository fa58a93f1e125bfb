/** Counts what generated histories really reached, so that a law is not held by histories in which nothing happens. */

/**
 * How often each thing was seen.
 */
export interface Spread {
  readonly count: (what: string) => void
  readonly of: (what: string) => number
  /** One line per counted thing, most frequent first within its group. */
  readonly lines: () => readonly string[]
}

/**
 * Begins to count.
 */
export const spread = (): Spread => {
  const counts = new Map<string, number>()
  return {
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    of: (what) => counts.get(what) ?? 0,
    lines: () => {
      const groups = Map.groupBy(counts, ([what]) => what.split(" ")[0]!)
      return [...groups].flatMap(([, entries]) =>
        entries.toSorted((a, b) => b[1] - a[1]).map(([what, times]) => `${String(times).padStart(9)} ${what}`),
      )
    },
  }
}
