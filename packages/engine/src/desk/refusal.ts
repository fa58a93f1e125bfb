/** A refusal in one line: the foremost code, and the numbers that a payer's side needs. */
import { type Ask, codeOf, type Decision, foremostFirst, quote, type RefundCase, type Terms } from "@refund-rules/core"
import type { Refusal } from "../RefundDeskShape.ts"

/** Why nothing was held; only a decision with a violation comes here. */
export const refusalOf = (decision: Decision, facts: RefundCase, terms: Terms): Refusal => {
  const [foremost] = foremostFirst(decision.violations)
  if (foremost === undefined) throw new Error("an approval is no refusal")
  const everything = quote({ payment: facts.payment, position: facts.position, ask: {} }, terms)
  const available = everything.total + everything.retained
  return {
    _tag: "Refused",
    code: codeOf(foremost),
    available,
    requested: requestedOf(facts.ask, decision, available),
    currency: facts.payment.currency,
    decision,
  }
}

/** What was asked for, before fees and with its tax; null where only the lines could have told, and they do not fit. */
const requestedOf = ({ amount, lines }: Ask, { quote: { retained, total } }: Decision, available: number) => {
  if (total + retained > 0) return total + retained
  if (amount !== undefined) return amount
  if (lines === undefined) return available
  let sum = 0
  for (const line of lines) {
    if (line.amount === undefined || line.taxInclusive === false) return null
    sum += line.amount
  }
  return sum <= Number.MAX_SAFE_INTEGER ? sum : null
}
