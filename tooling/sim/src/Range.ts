/** Which seeds were lived, as ranges: what is joined never counts a seed twice. */

/** Seeds from one to another, both included. */
export type Range = readonly [from: number, to: number]

export const countOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)

/** The same seeds in as few ranges as there can be; an error where a seed is in two of them. */
export const joined = (ranges: readonly Range[]): readonly Range[] => {
  const all: [number, number][] = []
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last !== undefined && from <= last[1]) throw new Error(`seed ${from} was lived twice`)
    if (last !== undefined && from === last[1] + 1) last[1] = to
    else all.push([from, to])
  }
  return all
}

/** What of a range is in none of those. */
export const without = ([from, to]: Range, those: readonly Range[]): readonly Range[] => {
  const left: Range[] = []
  let next = from
  for (const [begin, end] of joined(those)) {
    if (end < next || begin > to) continue
    if (begin > next) left.push([next, begin - 1])
    next = end + 1
  }
  return next > to ? left : [...left, [next, to]]
}
