/**
 * The only multiplication money knows, exact for every safe integer: no float ever holds a product it could round.
 *
 * @since 0.1.0
 */
import { isMinor } from "./Minor.ts"

/**
 * `amount * part / whole` as a whole number: half a unit or more rounds up, or with `down` every fraction falls away.
 * Of a whole of 0 every part is 0. Answers -1, which no amount can be, where an input is no `Minor` or the result
 * passes 2^53 - 1.
 *
 * @example
 * ```ts
 * import { proportion } from "@refund-rules/core"
 *
 * proportion(1, 1000, 3) // => 333
 * proportion(1, 5, 2) // => 3
 * proportion(1, 5, 2, "down") // => 2
 * ```
 *
 * @since 0.1.0
 */
export const proportion = (
  part: number,
  amount: number,
  whole: number,
  rounding: "halfUp" | "down" = "halfUp",
): number => {
  if (!isMinor(part) || !isMinor(amount) || !isMinor(whole)) return -1
  if (whole === 0) return 0
  const product = part * amount
  if (product > Number.MAX_SAFE_INTEGER) return exactly(part, amount, whole, rounding)
  // A quotient of safe integers is never rounded up to the next whole number, so its floor is the true one.
  const floor = Math.floor(product / whole)
  return rounding === "halfUp" && (product - floor * whole) * 2 >= whole ? floor + 1 : floor
}

const exactly = (part: number, amount: number, whole: number, rounding: "halfUp" | "down"): number => {
  const divisor = BigInt(whole)
  const product = BigInt(part) * BigInt(amount)
  const up = rounding === "halfUp" && (product % divisor) * 2n >= divisor
  const result = Number(product / divisor + (up ? 1n : 0n))
  return result > Number.MAX_SAFE_INTEGER ? -1 : result
}
