import { decide, verdict } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { caseJson, evaluators, factsOf, policyJson, policyOf } from "./cases.ts"
import { reference } from "./reference.ts"

const naiveCel = (source: string, amount: number): boolean | undefined => {
  const limit = source.split("amount <= ")[1]
  return limit === undefined ? undefined : amount <= Number(limit)
}

describe("decide and verdict", () => {
  // Ten policies a case: 10^5 decisions in `npm test`.
  law(
    "answer as another decision does, written by the book",
    fc.tuple(caseJson(), fc.array(policyJson(1000, 5), { minLength: 10, maxLength: 10 })),
    ([json, policies]) => {
      const facts = factsOf(json)
      for (const one of policies) {
        const policy = policyOf(one)
        const wanted = reference(policy, facts, naiveCel)
        const answers = [decide(policy, facts, evaluators)._tag, verdict(policy, facts, evaluators)]
        if (answers.some((answer) => answer !== wanted)) expect(answers).toEqual([wanted, wanted])
      }
    },
  )
})
