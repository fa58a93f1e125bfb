/** Tells whether a number means the same once it is read: no digit lost, no infinity, no minus zero. */

/**
 * Whether the number written at these places of a JSON text is kept by a double, digit by digit.
 *
 * @example
 * ```ts
 * import { isKept } from "@refund-rules/provider-kit"
 *
 * isKept("100.10") // => true
 * isKept("100.00000000000000000001") // => false
 * ```
 *
 * @since 0.1.0
 */
export const isKept = (text: string, start = 0, end: number = text.length): boolean => {
  if (end - start <= 15 && isDigits(text, start, end)) return true
  const written = text.slice(start, end)
  const value = Number(written)
  return Number.isFinite(value) && !Object.is(value, -0) && decimalOf(written) === decimalOf(String(value))
}

const isDigits = (text: string, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** One spelling for one decimal: sign, digits without zeros at either end, and the power of ten of the last. */
const decimalOf = (number: string): string => {
  const [, sign, whole = "", fraction = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number)!
  const digits = (whole + fraction).replace(/^0+/, "")
  const significant = digits.slice(0, endOfDigits(digits))
  if (significant === "") return "0"
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`
}

/** Where the zeros at the end begin. A pattern would look at every run of zeros anew from each of its places. */
const endOfDigits = (digits: string): number => {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  return end
}
