import { verdict, type Requirement } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { caseJson, factsOf } from "./cases.ts"
import { evaluators, policyOf, requirementOf, requirementTags } from "./policies.ts"

describe("the generators", () => {
  it.each(requirementTags)(
    "reach approve, review and refuse at least once in twenty for %s",
    (tag: Requirement["_tag"]) => {
      const reached = { Approve: 0, Review: 0, Refuse: 0 }
      const rule = fc.record({ requires: requirementOf(tag), otherwise: fc.constantFrom("Review", "Refuse") })
      const runs = 2000
      for (const [json, one] of fc.sample(fc.tuple(caseJson(), rule), { numRuns: runs, seed: 7 })) {
        const policy = policyOf({ id: "default", bindAt: "request", rules: [{ id: "only", ...one }], terms: {} })
        reached[verdict(policy, factsOf(json), evaluators)] += 1
      }
      expect(Math.min(...Object.values(reached)) / runs).toBeGreaterThanOrEqual(0.05)
    },
  )
})
