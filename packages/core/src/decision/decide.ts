/**
 * Decides a refund and says why: pure, total, deterministic. No clock, no I/O, no throw.
 *
 * INVARIANT (strictest wins): Approve < Review < Refuse, so order never matters and a rule more is never more lenient.
 */
import type { Evaluators } from "../policy/Evaluators.ts"
import type { Policy } from "../policy/Policy.ts"
import { price } from "../quote/price.ts"
import { quoteOf } from "../quote/quote.ts"
import type { RefundCase } from "../quote/RefundCase.ts"
import { dayOf } from "../shape/instant.ts"
import { beyondProvider } from "./capability.ts"
import { readied, type ReadyPolicy } from "./compile.ts"
import type { Decision, Step, Violation } from "./Decision.ts"
import { brokenTrace, inOrder, invariants } from "./invariants.ts"
import { judgedLines } from "./judgedLines.ts"
import { UNPRICED, type Judged } from "./Judged.ts"
import { alternatives } from "./offers.ts"
import { noLines } from "./verdict.ts"

/**
 * Checks every rule, never stopping early, and lets the strictest broken rule choose the outcome.
 *
 * @example
 * ```ts
 * import { decide, parseCase, parsePolicy } from "@refund-rules/core"
 *
 * const rules = [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 500 } }, otherwise: "Review" }]
 * const policy = parsePolicy({ id: "default", bindAt: "request", rules, terms: {} })
 * const facts = parseCase({
 *   payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 1000 },
 *   history: [],
 *   ask: { amount: 800 },
 *   askedAt: "2026-01-31T12:00:00Z",
 * })
 * const decision = policy.ok && facts.ok && decide(policy.value, facts.value)
 * decision && [decision._tag, decision.maxRefundable, decision.maxWithReview] // => ["Review", 500, 1000]
 * ```
 *
 * @since 0.1.0
 */
export const decide = (policy: Policy, facts: RefundCase, evaluators?: Evaluators): Decision => {
  const ready = readied(policy, evaluators)
  const { at, outcome, quote, trace, violations } = judge(ready, facts)
  const { maxRefundable, maxWithReview, offers } = alternatives(ready, at, outcome, trace)
  const evidence = { trace, policy: ready.ref, maxRefundable, maxWithReview, offers }
  if (!isSome(violations)) return { _tag: "Approve", quote, violations: [], ...evidence }
  // Whatever is broken moved the outcome away from Approve.
  return { _tag: outcome as Exclude<typeof outcome, "Approve">, quote, violations, ...evidence }
}

const isSome = (violations: readonly Violation[]): violations is readonly [Violation, ...Violation[]] =>
  violations.length > 0

/**
 * The decision without what could be had instead.
 *
 * @internal `bench:core` times it apart from the offers, and a law holds `decide` to it
 */
export const judge = (ready: ReadyPolicy, facts: RefundCase) => {
  const { terms } = ready.policy
  const { claim, violations: unpriced } = price(facts, terms)
  const isPriced = unpriced.length === 0
  const paid = isPriced ? claim.paid : UNPRICED
  const beyond = beyondProvider(facts, paid)
  const lines = ready.readsLines ? judgedLines(facts, terms) : noLines
  const claimed = isPriced ? claim.paid + claim.retained : UNPRICED
  const at: Judged = { facts, terms, claim: claimed, paid, today: dayOf(facts.askedAt), lines }
  const { meanings, rules } = ready
  const violations: Violation[] = []
  let trace: Step[] | undefined
  let outcome: Decision["_tag"] = "Approve"
  if (!isPriced || beyond.length > 0) {
    const found = inOrder([...unpriced, ...beyond])
    trace = brokenTrace(ready.steps, found)
    violations.push(...found)
    outcome = "Refuse"
  }
  for (let index = 0; index < meanings.length; index++) {
    const violation = meanings[index]!(at)
    if (violation === undefined) continue
    const { refuses, rule } = rules[index]!
    trace ??= ready.steps.slice()
    trace[invariants.length + index] = { rule: rule.id, violations: [violation] }
    violations.push(violation)
    outcome = refuses || outcome === "Refuse" ? "Refuse" : "Review"
  }
  return { at, outcome, quote: quoteOf(facts, claim), trace: trace ?? ready.held, violations }
}
