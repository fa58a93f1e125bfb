/** Every code an amount can be refused with, each with its words: a code without words does not compile. */
import type { DecimalFault } from "./decimal.ts"
import { echo, fault, refuse, type Result } from "./Result.ts"

/** The codes `decodeAmount` and `encodeAmount` answer; stable, nobody need read the words. */
export type AmountFault =
  | DecimalFault
  | "unknown_provider"
  | "unknown_currency"
  | "amount_not_text"
  | "amount_not_minor"
  | "amount_not_positive"
  | "amount_not_in_iso_units"
  | "amount_not_in_wire_units"
  | "amount_off_step"
  | "amount_above_provider_limit"

const words: Readonly<Record<AmountFault, string>> = {
  unknown_provider: "is no provider with a known way to write amounts",
  unknown_currency: "is no currency of ISO 4217 in upper case, or has no smallest unit",
  amount_not_text: "is not the text of an amount",
  amount_not_minor: "is not a safe integer from 0 up",
  amount_malformed: "is not how this provider writes an amount",
  amount_negative: "has a minus sign, and no amount has one",
  amount_not_positive: "is not more than zero",
  amount_too_precise: "has more decimals than the currency",
  amount_too_large: "passes 9007199254740991 smallest units",
  amount_not_in_iso_units: "is no whole number of the currency's smallest ISO unit",
  amount_not_in_wire_units: "is no whole number of the unit this provider counts in",
  amount_off_step: "is no multiple of this provider's step",
  amount_above_provider_limit: "is more than this provider can carry",
}

/** Refuses an input with one code, its words and the input, cut to 100 characters. */
export const amountFault = (code: AmountFault, input: unknown, evidence = ""): Result<never> =>
  refuse([fault(code, `${echo(input)} ${words[code]}${evidence}`)])
