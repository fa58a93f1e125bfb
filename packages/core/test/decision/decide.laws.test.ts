import {
  codeOf,
  decide,
  explain,
  parseCase,
  parsePolicy,
  verdict,
  type Decision,
  type Policy,
  type RefundCase,
  type Violation,
} from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { caseJson, factsOf, present } from "./cases.ts"
import { evaluators, policyJson, policyOf } from "./policies.ts"

const rank = { Approve: 0, Review: 1, Refuse: 2 } as const

/** The same, without `expect` for every one of many values: it is slow. */
const must = (holds: boolean, evidence: () => unknown): void => {
  if (!holds) expect.fail(JSON.stringify(evidence(), null, 1))
}

const sorted = (violations: readonly Violation[]): readonly string[] =>
  violations.map((one) => JSON.stringify(one)).sort()

const strictly = (policy: Policy, facts: RefundCase): number => rank[verdict(policy, facts, evaluators)]

describe("decide", () => {
  law(
    "gives the same answer in whatever order the rules stand",
    fc.tuple(caseJson(), policyJson(), fc.nat()),
    ([json, one, turn]) => {
      const facts = factsOf(json)
      const policy = policyOf(one)
      const count = Math.max(1, policy.rules.length)
      const turned = { ...policy, rules: policy.rules.map((_, index) => policy.rules.at((index * -1 + turn) % count)!) }
      const [a, b] = [decide(policy, facts, evaluators), decide(turned, facts, evaluators)]
      const parts = (d: Decision): unknown => [d._tag, sorted(d.violations), d.maxRefundable, d.maxWithReview, d.quote]
      must(JSON.stringify(parts(a)) === JSON.stringify(parts(b)), () => [a, b])
    },
  )

  law(
    "is never more lenient for a rule more",
    fc.tuple(caseJson(), policyJson(), policyJson()),
    ([json, one, more]) => {
      const facts = factsOf(json)
      const policy = policyOf(one)
      const wider = {
        ...policy,
        rules: [...policy.rules, ...policyOf(more).rules.map((rule) => ({ ...rule, id: `more-${rule.id}` }))],
      }
      must(strictly(wider, facts) >= strictly(policy, facts), () => [wider, facts])
    },
  )

  const facts = ["customerHistory", "actorHistory", "capturedAt", "deliveredAt", "orderedAt", "reason", "note"] as const
  law(
    "is never more lenient for a fact less",
    fc.tuple(caseJson(), policyJson(), fc.constantFrom(...facts)),
    ([json, one, missing]) => {
      const policy = policyOf(one)
      const without = (of: unknown): object => ({ ...(of as object), [missing]: undefined })
      const less = present({
        ...without(json),
        payment: present({ ...without(json["payment"]) }),
        ask: present({ ...without(json["ask"]) }),
      })
      must(strictly(policy, factsOf(less)) >= strictly(policy, factsOf(json)), () => [policy, json, missing])
      must(rank[verdict(policy, factsOf(json))] >= strictly(policy, factsOf(json)), () => [policy, json, "evaluator"])
    },
  )

  law(
    "gives the very answer that verdict gives, with a trace that shows why",
    fc.tuple(caseJson(), policyJson()),
    ([json, one]) => {
      const policy = policyOf(one)
      const decision = decide(policy, factsOf(json), evaluators)
      must(decision._tag === verdict(policy, factsOf(json), evaluators), () => [policy, json])
      must((decision.violations.length === 0) === (decision._tag === "Approve"), () => decision)
      must(
        JSON.stringify(decision.trace.flatMap((step) => step.violations)) === JSON.stringify(decision.violations),
        () => decision,
      )
      const named = decision.trace.slice(-policy.rules.length || decision.trace.length).map((step) => step.rule)
      must(JSON.stringify(named) === JSON.stringify(policy.rules.map((rule) => rule.id)), () => decision)
    },
  )

  law("survives JSON, and replays from the JSON of its facts", fc.tuple(caseJson(), policyJson()), ([json, one]) => {
    const decision = decide(policyOf(one), factsOf(json), evaluators)
    const stored = JSON.parse(JSON.stringify({ decision, policy: policyOf(one), json }))
    expect(stored.decision).toStrictEqual(decision)
    const policy = parsePolicy(stored.policy)
    const facts = parseCase(stored.json)
    must(policy.ok && facts.ok, () => stored)
    if (policy.ok && facts.ok) expect(decide(policy.value, facts.value, evaluators)).toStrictEqual(stored.decision)
  })

  law(
    "has words for everything, and tells the payer no number, no rule and no policy",
    fc.tuple(caseJson(), policyJson()),
    ([json, one]) => {
      const decision = decide(policyOf(one), factsOf(json), evaluators)
      const staff = explain(decision)
      must(
        staff.length === 1 + decision.violations.length + decision.offers.length &&
          staff.every((line) => line.length > 5),
        () => staff,
      )
      must(!staff.some((line) => line.includes("undefined") || line.includes("[object")), () => staff)
      const payer = explain(decision, "payer")
      must(
        payer.length >= 1 &&
          payer.every((line) => /^[A-Z][^\d`]+\.$/.test(line) && !/rule|limit|policy|null|undefined/i.test(line)),
        () => payer,
      )
      must(
        decision.violations.every((violation) => /^[a-z_]+$/.test(codeOf(violation))),
        () => decision,
      )
    },
  )
})
