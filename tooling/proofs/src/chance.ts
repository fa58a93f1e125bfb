/** Chance that can be had again: the seed of a run is printed, and `SEED` in the environment brings the same run back. */
import { randomInt } from "node:crypto"

/** Whole numbers and choices that follow from a seed. */
export interface Chance {
  readonly seed: number
  /** From 0 to less than the end. */
  readonly below: (end: number) => number
  readonly oneOf: <A>(choices: readonly A[]) => A
  readonly shuffled: <A>(all: readonly A[]) => readonly A[]
}

/** The seed of this run: `SEED`, or a new one. */
export const seedOfRun = (): number => {
  const given = process.env["SEED"]
  if (given === undefined || given === "") return randomInt(2 ** 31)
  if (!/^\d{1,10}$/.test(given)) throw new Error(`SEED is \`${given}\`: give a whole number`)
  return Number(given)
}

/** Chance from a seed (mulberry32). */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    seed,
    below,
    oneOf: <A>(choices: readonly A[]): A => {
      if (choices.length === 0) throw new RangeError("there is nothing to choose from")
      return choices[below(choices.length)] as A
    },
    shuffled: <A>(all: readonly A[]): readonly A[] => {
      const left = [...all]
      return all.map(() => left.splice(below(left.length), 1)[0] as A)
    },
  }
}
