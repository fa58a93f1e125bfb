/**
 * Splits a total by weights, once, without a cap: the shares of an order's discount or tax.
 *
 * @since 0.1.0
 */
import { largestRemainder } from "./largestRemainder.ts"
import { isMinor, sumOf } from "./Minor.ts"

/**
 * Splits a total over weights by largest remainder, the earlier entry first on a tie. Total, never throws:
 * where nothing can carry the total (no weight above 0, or a number that money cannot be) every share is 0.
 *
 * @example
 * ```ts
 * import { split } from "@refund-rules/core"
 *
 * split([6833, 5750, 8500, 6833], 5583) // => [1367, 1150, 1700, 1366]
 * ```
 *
 * @since 0.1.0
 */
export const split = (weights: readonly number[], total: number): readonly number[] => {
  const sum = sumOf(weights)
  return sum > 0 && isMinor(total) ? largestRemainder(weights, sum, total) : weights.map(() => 0)
}
