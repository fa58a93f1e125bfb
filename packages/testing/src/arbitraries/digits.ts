/** Small choices read out of one big number: 0 always reads as the first, simplest choice, so shrinking simplifies. */

export interface Digits {
  /** A number from 0 to below `choices`. */
  readonly below: (choices: number) => number
  /** True once in `times`; never for the simplest case. */
  readonly once: (times: number) => boolean
  readonly among: <A>(choices: readonly A[]) => A
}

/** Reads choices from two numbers of at most 2^31, one after the other. */
export const digits = ([first, second]: readonly [number, number]): Digits => {
  let rest = first * 2 ** 21 + (second % 2 ** 21)
  let spare = second
  const below = (choices: number): number => {
    if (rest < choices) {
      // Spent: go on with a scrambled form of the second number, which leaves 0 as 0.
      spare = Math.imul(spare ^ (spare >>> 15), 0x2c1b3c6d) >>> 0
      rest = rest * 2 ** 32 + spare
    }
    const digit = rest % choices
    rest = (rest - digit) / choices
    return digit
  }
  return {
    below,
    once: (times) => below(times) === times - 1,
    among: (choices) => choices[below(choices.length)]!,
  }
}
