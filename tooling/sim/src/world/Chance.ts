/** All chance of a life: numbers that follow from its seed alone. */

export interface Chance {
  /** From 0 to below 1. */
  readonly next: () => number
  /** A whole number from 0 to below the end. */
  readonly below: (end: number) => number
  readonly between: (from: number, to: number) => number
  readonly isIn: (percent: number) => boolean
  readonly oneOf: <A>(choices: readonly A[]) => A
}

/** Chance from a seed (mulberry32): fast, and good enough to wander everywhere. */
export const chanceOf = (seed: number): Chance => {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    isIn: (percent) => next() * 100 < percent,
    oneOf: (choices) => choices[below(choices.length)]!,
  }
}

/** What a table of weights gives for a roll: the weights need not add up to anything. */
export const weighted = <A extends string>(weights: Readonly<Record<A, number>>): ((chance: Chance) => A) => {
  const entries = Object.entries<number>(weights) as [A, number][]
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  return (chance) => {
    let roll = chance.next() * total
    for (const [name, weight] of entries) if ((roll -= weight) < 0) return name
    return entries[0]![0]
  }
}
