/** Limits per currency: one that is not named is no limit to rely on, and counts as broken. */

/** The limit of a currency, null where none is named; the prototype names none. */
export const limitOf = (limits: Readonly<Record<string, number>>, currency: string): number | null =>
  Object.hasOwn(limits, currency) ? limits[currency]! : null
