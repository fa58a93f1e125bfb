import { diff, lint, parsePolicy, refOf, verdict } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { caseJson, factsOf } from "../decision/cases.ts"
import { evaluators, policyJson, policyOf } from "../decision/policies.ts"

describe("diff", () => {
  law("has nothing to say of equal policies", policyJson(), (json) => {
    const again = policyOf(JSON.parse(JSON.stringify(json)))
    expect(diff(policyOf(json), again)).toEqual([])
  })

  law(
    "has something to say exactly where the content hash differs",
    fc.tuple(policyJson(20, 2), policyJson(20, 2)),
    ([a, b]) => {
      const [before, after] = [policyOf(a), policyOf(b)]
      expect(diff(before, after).length === 0).toBe(refOf(before).hash === refOf(after).hash)
      expect(diff(before, { ...before, terms: after.terms, bindAt: "purchase" })).not.toEqual([])
    },
  )
})

describe("parsePolicy", () => {
  law("reads its own output, to the same policy and the same hash", policyJson(), (json) => {
    const policy = policyOf(json)
    const again = parsePolicy(JSON.parse(JSON.stringify(policy)))
    expect(again).toEqual({ ok: true, value: policy })
    if (again.ok) expect(refOf(again.value)).toEqual(refOf(policy))
  })

  law("answers anything at all, and throws at nothing", fc.anything({ maxDepth: 4 }), (anything) => {
    expect(typeof parsePolicy(anything).ok).toBe("boolean")
    expect(typeof parsePolicy({ id: "p", bindAt: "request", rules: [anything], terms: {} }).ok).toBe("boolean")
    expect(
      typeof parsePolicy({ id: "p", bindAt: "request", rules: [{ id: "a", requires: anything }], terms: anything }).ok,
    ).toBe("boolean")
  })
})

describe("lint", () => {
  const hides = ["rule_never_matters", "review_always_refused"]
  law("calls no rule idle that ever changes an answer", fc.tuple(caseJson(), policyJson(1000, 5)), ([json, one]) => {
    const policy = policyOf(one)
    const idle = lint(policy).filter(({ code, rule }) => hides.includes(code) && rule !== undefined)
    const facts = factsOf(json)
    for (const { rule } of idle) {
      const without = { ...policy, rules: policy.rules.filter(({ id }) => id !== rule) }
      if (verdict(without, facts, evaluators) !== verdict(policy, facts, evaluators))
        expect.fail(JSON.stringify({ rule, policy, json }))
    }
  })

  law("calls no rule never held that ever holds", fc.tuple(caseJson(), policyJson(1000, 2)), ([json, one]) => {
    const policy = policyOf(one)
    for (const { rule } of lint(policy).filter(({ code }) => code === "never_holds")) {
      const alone = { ...policy, rules: policy.rules.filter(({ id, when }) => id === rule && when === undefined) }
      if (alone.rules.length === 1) expect(verdict(alone, factsOf(json), evaluators)).not.toBe("Approve")
    }
  })
})
