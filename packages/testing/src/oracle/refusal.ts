/** The names of refusals, foremost first: not captured, disputed, already refunded, currency, amount, lines. */

const foremostFirst = [
  "payment_not_refundable",
  "payment_disputed",
  "already_refunded",
  "currency_mismatch",
  "amount_not_positive",
  "amount_exceeds_refundable",
  "full_amount_differs",
  "amount_off_step",
  "nothing_to_pay",
] as const

const aboutLines = [
  "line_not_found",
  "line_not_refundable",
  "line_amount_exceeds_net",
  "quantity_exceeds_remaining",
] as const

export type PricingCode = (typeof foremostFirst)[number] | (typeof aboutLines)[number]

/** Which of several refusals is told first: of lines, the one named first. That nothing is left is called asking too much. */
export const foremost = (codes: readonly PricingCode[]): string => {
  const first = foremostFirst.find((code) => codes.includes(code)) ?? codes[0]!
  return first === "already_refunded" ? "amount_exceeds_refundable" : first
}

/** Whether what was asked is more than there is. */
export const isTooMuch = (codes: readonly PricingCode[]): boolean =>
  codes.includes("already_refunded") || codes.includes("amount_exceeds_refundable")
