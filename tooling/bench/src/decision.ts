/** The decision cases: `verdict` and `decide` beside code written by hand for the same policy, and json-rules-engine. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { decide, type Decision, type Policy, refOf, type RefundCase, verdict } from "@refund-rules/core"
import { decisionCases, twelveRules } from "./decisionSamples.ts"
import { minimal, rich } from "./handWrittenDecision.ts"
import type { Case } from "./measure.ts"
import type { Comparison } from "./report.ts"
import { brokenRules, flatten, rulesEngine, withDerivedFacts } from "./rulesEngine.ts"

const SAMPLES = 96

/** Every answer is the same in all of them, reason for reason, before anything is timed. */
export const decisionCasesChecked = async (): Promise<readonly Case[]> => {
  const policy = twelveRules()
  const ref = refOf(policy)
  const samples = decisionCases(SAMPLES)
  const engine = rulesEngine()
  const flat = samples.map((facts) => flatten(facts))
  const deriving = withDerivedFacts(rulesEngine())
  const cases = samples.map((facts) => ({ case: facts }))
  const answers = { Approve: 0, Review: 0, Refuse: 0 }
  for (const [index, facts] of samples.entries()) {
    const { maxRefundable: _max, maxWithReview: _review, offers: _offers, ...decision } = decide(policy, facts)
    deepStrictEqual(rich(facts, ref), decision)
    strictEqual(verdict(policy, facts), decision._tag)
    strictEqual(minimal(facts), decision._tag)
    answers[decision._tag] += 1
    if (decision.quote.total === 0) continue
    const reasons = decision.trace.filter((step) => step.violations.length > 0).map((step) => step.rule)
    deepStrictEqual((await brokenRules(engine, flat[index]!)).toSorted(), reasons.toSorted())
    deepStrictEqual((await brokenRules(deriving, cases[index]!)).toSorted(), reasons.toSorted())
  }
  ok(
    Math.min(...Object.values(answers)) >= SAMPLES / 20,
    `the samples are answered one way only: ${JSON.stringify(answers)}`,
  )
  const full = await fullOf(policy)
  return [
    { name: "verdict", work: (index) => verdict(policy, samples[index % SAMPLES]!) },
    { name: "minimal by hand", work: (index) => minimal(samples[index % SAMPLES]!) },
    { name: "full (offers apart)", work: (index) => full(samples[index % SAMPLES]!) },
    { name: "rich by hand", work: (index) => rich(samples[index % SAMPLES]!, ref) },
    { name: "decide with offers", work: (index) => decide(policy, samples[index % SAMPLES]!) },
    { name: "json-rules-engine", isAsync: true, work: (index) => brokenRules(deriving, cases[index % SAMPLES]!) },
    {
      name: "json-rules-engine, flat facts",
      isAsync: true,
      work: (index) => brokenRules(engine, flat[index % SAMPLES]!),
    },
  ]
}

interface Ready {
  readonly ref: Decision["policy"]
}

type Judged = Pick<Decision, "quote" | "trace" | "violations"> & { readonly outcome: Decision["_tag"] }

/** What `decide` does before it looks for offers: the core does not export it, and so it is found by its place. */
const fullOf = async (policy: Policy) => {
  const inside = new URL("decision/", import.meta.resolve("@refund-rules/core"))
  const { readied } = (await import(new URL("compile.ts", inside).href)) as {
    readonly readied: (policy: Policy) => Ready
  }
  const { judge } = (await import(new URL("decide.ts", inside).href)) as {
    readonly judge: (ready: Ready, facts: RefundCase) => Judged
  }
  const ready = readied(policy)
  return (facts: RefundCase) => {
    const { outcome, quote, trace, violations } = judge(ready, facts)
    return { _tag: outcome, quote, violations, trace, policy: ready.ref }
  }
}

export const decisionComparisons: readonly Comparison[] = [
  { key: "verdict/minimal", of: "verdict", to: "minimal by hand", target: 0.5 },
  { key: "full/rich", of: "full (offers apart)", to: "rich by hand", target: 0.65 },
  { key: "full/json-rules-engine", of: "full (offers apart)", to: "json-rules-engine", target: 300 },
  { key: "full/json-rules-engine-flat", of: "full (offers apart)", to: "json-rules-engine, flat facts", target: 300 },
  { key: "decide/rich", of: "decide with offers", to: "rich by hand", target: 0.3 },
]
