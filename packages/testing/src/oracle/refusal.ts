/** The names of refusals, foremost first: not captured, disputed, already refunded, currency, amount, lines. */

export const foremostFirst = [
  "payment_not_refundable",
  "payment_disputed",
  "already_refunded",
  "currency_mismatch",
  "amount_not_positive",
  "amount_off_step",
  "amount_exceeds_refundable",
  "full_amount_differs",
  "nothing_to_pay",
  "line_not_found",
  "line_not_refundable",
  "line_amount_exceeds_net",
  "quantity_exceeds_remaining",
] as const

export type PricingCode = (typeof foremostFirst)[number]

/** Which of several refusals is told first; that nothing is left has the name of asking too much. */
export const foremost = (codes: readonly PricingCode[]): string => {
  const first = foremostFirst.find((code) => codes.includes(code))!
  return first === "already_refunded" ? "amount_exceeds_refundable" : first
}
