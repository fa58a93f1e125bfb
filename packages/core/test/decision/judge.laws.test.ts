import { decide } from "@refund-rules/core"
import fc from "fast-check"
import { deepStrictEqual } from "node:assert/strict"
import { describe } from "vitest"
import { readied } from "../../src/decision/compile.ts"
import { judge } from "../../src/decision/decide.ts"
import { law } from "../law.ts"
import { caseJson, factsOf } from "./cases.ts"
import { evaluators, policyJson, policyOf } from "./policies.ts"

describe("judge", () => {
  law(
    "finds all that a decision says but its offers: what `bench:core` times",
    fc.tuple(policyJson(), caseJson()),
    ([policyText, caseText]) => {
      const policy = policyOf(policyText)
      const facts = factsOf(caseText)
      const {
        maxRefundable: _max,
        maxWithReview: _review,
        offers: _offers,
        ...said
      } = decide(policy, facts, evaluators)
      const ready = readied(policy, evaluators)
      const { outcome, quote, trace, violations } = judge(ready, facts)
      deepStrictEqual({ _tag: outcome, quote, violations, trace, policy: ready.ref }, said)
    },
  )
})
