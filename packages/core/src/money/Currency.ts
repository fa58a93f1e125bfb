/**
 * Currencies as data: every active ISO 4217 code that has a smallest unit, and four withdrawn ones providers still use.
 *
 * @since 0.1.0
 */
import { currencyTable } from "./currencyTable.ts"

/**
 * An upper-case ISO 4217 code, already known to be on the list.
 *
 * @since 0.1.0
 */
export type Currency = string & { readonly Currency: unique symbol }

const read = (): ReadonlyMap<unknown, number> => {
  const exponents = new Map<unknown, number>()
  for (const [exponent, codes] of currencyTable) {
    for (let at = 0; at < codes.length; at += 3) exponents.set(codes.slice(at, at + 3), exponent)
  }
  return exponents
}

// A Map, not an object: `constructor` and `__proto__` are no currencies.
const exponents = /* @__PURE__ */ read()

/**
 * Tells whether a value is the upper-case code of a currency that has a smallest unit.
 *
 * @example
 * ```ts
 * import { isCurrency } from "@refund-rules/core"
 *
 * isCurrency("XAU") // => false
 * ```
 *
 * @since 0.1.0
 */
export const isCurrency = (value: unknown): value is Currency => exponents.has(value)

/**
 * How many decimals a currency has in ISO 4217; NaN for a code that is not on the list.
 *
 * @example
 * ```ts
 * import { exponentOf, isCurrency } from "@refund-rules/core"
 *
 * const code = "KWD"
 * isCurrency(code) && exponentOf(code) // => 3
 * ```
 *
 * @since 0.1.0
 */
export const exponentOf = (currency: Currency): number => exponents.get(currency) ?? Number.NaN

/**
 * Every code on the list, by exponent and then by name.
 *
 * @internal laws try every currency there is
 */
export const currencies = (): readonly Currency[] => [...exponents.keys()] as Currency[]
