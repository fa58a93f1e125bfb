/** The smallest amount a provider pays out in a currency, in ISO units. */

const tens = new Set(["KWD", "BHD", "JOD", "OMR", "TND"])

/** Stripe and Loop pay thousandths in tens, and ariary in whole ones though ISO counts hundredths. */
export const stepOf = (provider: string, currency: string): bigint => {
  if (provider !== "stripe" && provider !== "loop") return 1n
  if (tens.has(currency)) return 10n
  return currency === "MGA" ? 100n : 1n
}
