/** Which lines the line rules judge: those an ask reaches that still have money, one after the other, each once. */
import type { Line } from "../payment/Line.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Pricing } from "../quote/RefundCase.ts"
import { canExclude, isExcluded } from "../quote/scope.ts"

/** The lines in scope with something remaining, in the order of the payment. */
export const judgedLines = (pricing: Pricing, terms: Terms): readonly Line[] => {
  const { ask, payment, position } = pricing
  const { layout, lines, touched } = position
  const excludes = canExclude(terms)
  const isJudged = (line: Line, at: number): boolean =>
    lines[at]! > 0 && !(excludes && isExcluded(line, touched[at]!, terms))
  if (ask.lines === undefined) {
    // Nearly always every line: then the payment's own list will do.
    for (let at = 0; at < payment.lines.length; at++)
      if (!isJudged(payment.lines[at]!, at)) return payment.lines.filter(isJudged)
    return payment.lines
  }
  if (ask.lines.length !== 1) {
    const named = new Set(ask.lines.map(({ id }) => layout.index.get(id)))
    return payment.lines.filter((line, at) => named.has(at) && isJudged(line, at))
  }
  const at = layout.index.get(ask.lines[0]!.id)
  return at === undefined || !isJudged(payment.lines[at]!, at) ? [] : [payment.lines[at]!]
}
