/**
 * Money as a non-negative safe integer in a currency's smallest ISO unit: never a float, never minus zero.
 *
 * @since 0.1.0
 */

/**
 * An amount in the currency's smallest ISO unit, already known to be a non-negative safe integer.
 *
 * @since 0.1.0
 */
export type Minor = number & { readonly Minor: unique symbol }

/** Tells whether a value is a number that money can be: a safe integer from 0 up, and not minus zero. */
export const isMinor = (value: unknown): value is Minor =>
  Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0)

/** The sum of amounts, or -1 where an entry is no `Minor` or the sum passes 2^53 - 1. */
export const sumOf = (amounts: readonly number[]): number => {
  let sum = 0
  for (let index = 0; index < amounts.length; index++) {
    const amount = amounts[index]!
    if (!isMinor(amount)) return -1
    sum += amount
  }
  return sum > Number.MAX_SAFE_INTEGER ? -1 : sum
}
