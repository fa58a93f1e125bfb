/**
 * Reads an amount as a provider wrote it: exact or refused with a code, never rounded, never a throw.
 *
 * @since 0.1.0
 */
import { amountFault } from "./amountFault.ts"
import { codecFor, isProvider, limitOf, type Wire } from "./Codec.ts"
import { type Currency, exponentOf } from "./Currency.ts"
import { type Notation, parseDecimal } from "./decimal.ts"
import type { Minor } from "./Minor.ts"
import { ok, type Result } from "./Result.ts"

const notations: Readonly<Record<Wire, Notation>> = {
  minorInt: "integer",
  minorString: "integer",
  majorNumber: "number",
  decimalString: "plain",
}

/**
 * Reads the source text of an amount on a provider's wire (the content, where it is a string) in ISO smallest units.
 * An amount off the provider's step is read: what may be paid is for the quote to say.
 *
 * @example
 * ```ts
 * import { decodeAmount } from "@refund-rules/core"
 *
 * decodeAmount("dollr", "USD", "8.2") // => { ok: true, value: 820 }
 * decodeAmount("stripe", "ISK", "500") // => { ok: true, value: 5 }
 * ```
 *
 * @since 0.1.0
 */
export const decodeAmount = (provider: string, currency: string, sourceText: string): Result<Minor> => {
  const codec = codecFor(provider, currency)
  if (codec === undefined) {
    return isProvider(provider) ? amountFault("unknown_currency", currency) : amountFault("unknown_provider", provider)
  }
  if (typeof sourceText !== "string") return amountFault("amount_not_text", sourceText)
  const major = codec.wire === "majorNumber" || codec.wire === "decimalString"
  const wired = parseDecimal(sourceText, major ? codec.exponent : 0, notations[codec.wire])
  if (typeof wired === "string") return amountFault(wired, sourceText)
  if (wired === 0 && codec.wire === "minorString") return amountFault("amount_not_positive", sourceText)
  if (wired > limitOf(provider)) return amountFault("amount_above_provider_limit", sourceText)
  const finer = codec.exponent - exponentOf(currency as Currency)
  const unit = 10 ** Math.max(0, finer)
  if (wired % unit !== 0) return amountFault("amount_not_in_iso_units", sourceText)
  const minor = (wired / unit) * 10 ** Math.max(0, -finer)
  return minor > Number.MAX_SAFE_INTEGER ? amountFault("amount_too_large", sourceText) : ok(minor as Minor)
}
