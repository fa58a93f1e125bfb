/**
 * Decimals read from source text and written back exactly: no float in between, no throw, no loop over an exponent.
 */
import { isMinor, type Minor } from "./Minor.ts"

/** How an amount may be written: `integer` digits only, `plain` with a point, `number` as JSON writes a number. */
export type Notation = "integer" | "plain" | "number"

/** Why a text is not an amount; the words are in `amountFault`. */
export type DecimalFault = "amount_malformed" | "amount_negative" | "amount_too_precise" | "amount_too_large"

const grammars: Readonly<Record<Notation, RegExp>> = {
  integer: /^(-?)(0|[1-9]\d*)$/,
  plain: /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/,
  number: /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/,
}

/**
 * Counts a decimal in units of 10^-exponent. More decimals than the exponent are refused, even zeros: who writes
 * them means another currency. `1e2` is 100 where JSON numbers are read.
 *
 * @example
 * ```ts
 * parseDecimal("1.15", 2) // => 115
 * parseDecimal("1.150", 2) // => "amount_too_precise"
 * ```
 */
export const parseDecimal = (text: string, exponent: number, notation: Notation = "number"): Minor | DecimalFault => {
  const parts = grammars[notation].exec(text)
  if (parts === null) return "amount_malformed"
  if (parts[1] === "-") return "amount_negative"
  const fraction = parts[3] ?? ""
  const power = Number(parts[4] ?? 0)
  const decimals = Math.max(0, fraction.length - power)
  if (decimals > exponent) return "amount_too_precise"
  const digits = `${parts[2]}${fraction}`.replace(/^0+/, "")
  if (digits === "") return 0 as Minor
  // Zeros to append: the decimals missing from the text, and what a positive power moves the point past its last digit.
  const zeros = exponent - fraction.length + power
  // 2^53 - 1 has 16 digits, so nothing longer need ever be written out.
  if (digits.length + zeros > 16) return "amount_too_large"
  const minor = Number(digits.padEnd(digits.length + zeros, "0"))
  return isMinor(minor) ? minor : "amount_too_large"
}

/**
 * Writes an amount with exactly as many decimals as the exponent.
 *
 * @example
 * ```ts
 * formatDecimal(5, 2) // => "0.05"
 * formatDecimal(5, 0) // => "5"
 * ```
 */
export const formatDecimal = (minor: number, exponent: number): string => {
  if (exponent === 0) return String(minor)
  const digits = String(minor).padStart(exponent + 1, "0")
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}
