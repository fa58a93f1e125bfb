/** Which lines the line rules judge: those an ask reaches that still have money, one after the other, each once. */
import { layoutOf, type Layout } from "../payment/layout.ts"
import type { Line } from "../payment/Line.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Pricing } from "../quote/RefundCase.ts"
import { canExclude, isExcluded } from "../quote/scope.ts"

/** The lines in scope with something remaining, in the order of the payment. */
export const judgedLines = (pricing: Pricing, terms: Terms): readonly Line[] => {
  const { ask, payment, position } = pricing
  const layout = layoutOf(payment)
  const excludes = canExclude(terms)
  const isJudged = (line: Line, at: number): boolean =>
    remains(layout, position.components, at) && !(excludes && isExcluded(line, position.touched[at]!, terms))
  // Nearly always every line: then the payment's own list will do.
  if (ask.lines === undefined) return payment.lines.every(isJudged) ? payment.lines : payment.lines.filter(isJudged)
  if (ask.lines.length !== 1) {
    const named = new Set(ask.lines.map(({ id }) => layout.index.get(id)))
    return payment.lines.filter((line, at) => named.has(at) && isJudged(line, at))
  }
  const at = layout.index.get(ask.lines[0]!.id)
  return at === undefined || !isJudged(payment.lines[at]!, at) ? [] : [payment.lines[at]!]
}

/** Tells whether a line has money left, in any of its components. */
const remains = ({ starts }: Layout, components: readonly number[], line: number): boolean => {
  const end = starts[line + 1]!
  for (let at = starts[line]!; at < end; at++) if (components[at]! > 0) return true
  return false
}
