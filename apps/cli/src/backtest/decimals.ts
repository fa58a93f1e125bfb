/** An amount as a plain decimal, for spreadsheets: no currency sign, no grouping. */
import { exponentOf, isCurrency } from "@refund-rules/core"

export const decimals = (minor: number, currency: string): string => {
  const digits = isCurrency(currency) ? exponentOf(currency) : 0
  const text = String(Math.abs(minor)).padStart(digits + 1, "0")
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return minor < 0 ? `-${whole}` : whole
}
