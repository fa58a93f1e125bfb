/** A decision for people: the verdict and why, what would be paid, and every rule that was looked at. */
import { type Decision, explain } from "@refund-rules/core"
import { type Ink, verdictIn } from "../manners/ink.ts"
import { wrap } from "../manners/wrap.ts"
import { quoteText } from "./quoteText.ts"

export const decisionText = (decision: Decision, ink: Ink, columns: number): readonly string[] => {
  const [verdict = "", ...why] = explain(decision)
  const { policy, quote } = decision
  return [
    ink.strong(verdictIn(ink, decision._tag)(verdict)),
    ...why.flatMap((sentence) => wrap(`- ${sentence}`, columns, "  ")),
    "",
    ...quoteText(quote, ink, columns),
    "",
    ...traceText(decision, ink),
    "",
    ink.faint(`policy ${policy.id} version ${policy.version} ${policy.hash.slice(0, 19)}`),
  ]
}

/** Every rule in order; the invariants in one line while they hold. */
const traceText = ({ trace }: Decision, ink: Ink): readonly string[] => {
  const invariants = trace.filter(({ rule }) => rule.startsWith("invariant/"))
  const shown = trace.filter(({ rule, violations }) => !rule.startsWith("invariant/") || violations.length > 0)
  const holding = invariants.filter(({ violations }) => violations.length === 0).length
  return [
    `${ink.good("holds ")} ${holding} of ${invariants.length} invariants`,
    ...shown.map(({ rule, violations }) =>
      violations.length === 0 ? `${ink.good("holds ")} ${rule}` : `${ink.bad("broken")} ${rule}`,
    ),
  ]
}
