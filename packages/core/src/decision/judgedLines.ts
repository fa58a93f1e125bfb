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
  const isJudged = (at: number): boolean =>
    remains(layout, position.components, at) &&
    !(canExclude(terms) && isExcluded(payment.lines[at]!, position.touched[at]!, terms))
  if (ask.lines !== undefined) {
    const named = new Set(ask.lines.map(({ id }) => layout.index.get(id)))
    return payment.lines.filter((_, at) => named.has(at) && isJudged(at))
  }
  let at = 0
  while (at < payment.lines.length && isJudged(at)) at += 1
  // Nearly always every line: then the payment's own list will do.
  return at === payment.lines.length ? payment.lines : payment.lines.filter((_, line) => isJudged(line))
}

/** Tells whether a line has money left, in any of its components. */
const remains = ({ starts }: Layout, components: readonly number[], line: number): boolean => {
  const end = starts[line + 1]!
  for (let at = starts[line]!; at < end; at++) if (components[at]! > 0) return true
  return false
}
