/** The answer alone, as fast as a hand-written check: the very meanings `decide` reports on, without the report. */
import type { Evaluators } from "../policy/Evaluators.ts"
import type { Policy } from "../policy/Policy.ts"
import type { Line } from "../payment/Line.ts"
import { total } from "../quote/price.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { dayOf } from "../shape/instant.ts"
import { beyondProvider } from "./capability.ts"
import { readied, type ReadyPolicy, type ReadyRule } from "./compile.ts"
import type { Verdict } from "./Decision.ts"
import type { Judged } from "./Judged.ts"
import { judgedLines } from "./judgedLines.ts"

/**
 * What `decide` would answer. No clock, no I/O, no throw.
 *
 * @example
 * ```ts
 * import { parseCase, parsePolicy, verdict } from "@refund-rules/core"
 *
 * const policy = parsePolicy({ id: "default", bindAt: "request", rules: [], terms: {} })
 * const facts = parseCase({
 *   payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 1000 },
 *   history: [],
 *   ask: { amount: 1001 },
 *   askedAt: "2026-01-31T12:00:00Z",
 * })
 * policy.ok && facts.ok && verdict(policy.value, facts.value) // => "Refuse"
 * ```
 *
 * @since 0.1.0
 */
export const verdict = (policy: Policy, facts: RefundCase, evaluators?: Evaluators): Verdict =>
  verdictOf(readied(policy, evaluators), facts)

export const verdictOf = (ready: ReadyPolicy, facts: RefundCase): Verdict => {
  const { terms } = ready.policy
  const { claim, retained, violations } = total(facts, terms)
  if (violations.length > 0) return "Refuse"
  const paid = claim - retained
  if (beyondProvider(facts, paid).length > 0) return "Refuse"
  const lines = ready.readsLines ? judgedLines(facts, terms) : noLines
  return strictest(ready.rules, { facts, terms, claim, paid, today: dayOf(facts.askedAt), lines })
}

/** What the strictest of the rules that are broken says. */
export const strictest = (rules: readonly ReadyRule[], at: Judged): Verdict => {
  let answer: Verdict = "Approve"
  for (const { broken, refuses } of rules) {
    if (broken(at) === undefined) continue
    if (refuses) return "Refuse"
    answer = "Review"
  }
  return answer
}

export const noLines: readonly Line[] = []
