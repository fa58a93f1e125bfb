/**
 * Writes an amount as a provider reads it: exact or refused with a code, never rounded, never a throw.
 *
 * @since 0.1.0
 */
import { amountFault } from "./amountFault.ts"
import { codecFor, isProvider, limitOf, stepInMinor } from "./Codec.ts"
import { type Currency, exponentOf } from "./Currency.ts"
import { formatDecimal } from "./decimal.ts"
import { isMinor } from "./Minor.ts"
import { ok, type Result } from "./Result.ts"

/**
 * Writes an amount in ISO smallest units as the source text a provider reads (the content, where it reads a string);
 * major units carry every decimal of the currency.
 *
 * @example
 * ```ts
 * import { encodeAmount } from "@refund-rules/core"
 *
 * encodeAmount("stripe", "ISK", 5) // => { ok: true, value: "500" }
 * encodeAmount("dollr", "USD", 820) // => { ok: true, value: "8.20" }
 * ```
 *
 * @since 0.1.0
 */
export const encodeAmount = (provider: string, currency: string, minor: number): Result<string> => {
  const codec = codecFor(provider, currency)
  if (codec === undefined) {
    return isProvider(provider) ? amountFault("unknown_currency", currency) : amountFault("unknown_provider", provider)
  }
  if (!isMinor(minor)) return amountFault("amount_not_minor", minor)
  if (minor === 0 && codec.wire === "minorString") return amountFault("amount_not_positive", minor)
  const finer = codec.exponent - exponentOf(currency as Currency)
  const off = minor % stepInMinor(provider, currency)
  if (off !== 0) {
    const code = finer < 0 ? "amount_not_in_wire_units" : "amount_off_step"
    return amountFault(code, minor, `, the nearest lower amount is \`${minor - off}\``)
  }
  const wired = (minor / 10 ** Math.max(0, -finer)) * 10 ** Math.max(0, finer)
  if (wired > Number.MAX_SAFE_INTEGER) return amountFault("amount_too_large", minor)
  if (wired > limitOf(provider)) return amountFault("amount_above_provider_limit", minor)
  switch (codec.wire) {
    case "minorInt":
    case "minorString":
      return ok(String(wired))
    case "majorNumber":
    case "decimalString":
      return ok(formatDecimal(wired, codec.exponent))
  }
}
