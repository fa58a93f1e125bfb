/** Which lines the line rules judge: those an ask reaches that still have money, one after the other, each once. */
import { layoutOf } from "../payment/layout.ts"
import type { Line } from "../payment/Line.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Pricing } from "../quote/RefundCase.ts"
import { canExclude, isExcluded } from "../quote/scope.ts"

/** The lines in scope with something remaining, in the order of the payment. */
export const judgedLines = ({ ask, payment, position }: Pricing, terms: Terms): readonly Line[] => {
  const { index, starts } = layoutOf(payment)
  const excludes = canExclude(terms)
  const isJudged = (at: number): boolean => {
    let remains = false
    for (let component = starts[at]!; component < starts[at + 1]!; component++) {
      if (position.components[component]! > 0) remains = true
    }
    return remains && !(excludes && isExcluded(payment.lines[at]!, position.touched[at]!, terms))
  }
  if (ask.lines !== undefined) {
    const named = new Set<number>()
    for (const { id } of ask.lines) {
      const at = index.get(id)
      if (at !== undefined && isJudged(at)) named.add(at)
    }
    return [...named].sort((a, b) => a - b).map((at) => payment.lines[at]!)
  }
  let at = 0
  while (at < payment.lines.length && isJudged(at)) at += 1
  // Nearly always every line: then the payment's own list will do.
  return at === payment.lines.length ? payment.lines : payment.lines.filter((_, line) => isJudged(line))
}
