/**
 * Money for people: the one place that speaks to Intl, exact to the last unit, and plain text where there is no Intl.
 *
 * @since 0.1.0
 */
import { exponentOf, isCurrency } from "./Currency.ts"
import { formatDecimal } from "./decimal.ts"
import { isMinor } from "./Minor.ts"

/**
 * An amount as people of a locale read it. Where the runtime has no Intl or does not know the locale: `12.34 EUR`.
 *
 * @example
 * ```ts
 * import { formatMoney } from "@refund-rules/core"
 *
 * formatMoney(123456, "EUR") // => "€1,234.56"
 * formatMoney(1234, "JPY") // => "¥1,234"
 * ```
 *
 * @since 0.1.0
 */
export const formatMoney = (minor: number, currency: string, locale = "en"): string => {
  if (!isCurrency(currency) || !isMinor(minor)) return `${minor} ${currency}`
  const digits = exponentOf(currency)
  const decimal = formatDecimal(minor, digits)
  try {
    // Intl has its own opinion on decimals (it gives ISK none, and older data gave it two): ISO's is ours.
    const format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    // Given as text: a float would lose the last unit of large amounts.
    return format.format(decimal as `${number}`)
  } catch {
    // No Intl at all, or none that knows the locale.
    return `${decimal} ${currency}`
  }
}
