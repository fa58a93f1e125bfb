/**
 * Takes an amount from what remains, in proportion: shares add up, none exceeds its own remainder.
 *
 * @since 0.1.0
 */
import { largestRemainder } from "./largestRemainder.ts"
import { isMinor, sumOf } from "./Minor.ts"

/**
 * Shares an amount over what remains of each entry; units that proportion leaves over go to the largest
 * fractions, the earlier entry first. Throws a RangeError when the amount is more than remains.
 *
 * @example
 * ```ts
 * import { apportion } from "@refund-rules/core"
 *
 * apportion([200, 800], 333) // => [67, 266]
 * ```
 *
 * @since 0.1.0
 */
export const apportion = (remaining: readonly number[], amount: number): readonly number[] => {
  const sum = sumOf(remaining)
  // Where there is no sum it is -1, and every amount is more.
  if (!isMinor(amount) || amount > sum) throw tooMuch(remaining, amount)
  return amount === sum ? remaining.slice() : largestRemainder(remaining, sum, amount)
}

const tooMuch = (remaining: readonly number[], amount: number): RangeError =>
  new RangeError(`cannot take \`${amount}\` from \`[${remaining.slice(0, 8).join(", ")}]\``)
