/** Limits per currency: one that is not named is no limit to rely on, and counts as broken. */

/** Limits ready to be looked up many times: cases mostly come in one currency after the other. */
export const limitsIn = (limits: Readonly<Record<string, number>>): ((currency: string) => number | null) => {
  let knownCurrency = ""
  let known: number | null = null
  return (currency) => {
    if (currency !== knownCurrency) {
      known = limitOf(limits, currency)
      knownCurrency = currency
    }
    return known
  }
}

/** The limit of a currency, null where none is named; the prototype names none. */
export const limitOf = (limits: Readonly<Record<string, number>>, currency: string): number | null =>
  Object.hasOwn(limits, currency) ? limits[currency]! : null
