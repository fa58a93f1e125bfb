import { decide, verdict } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { caseJson, factsOf } from "./cases.ts"
import { evaluators, policyJson, policyOf } from "./policies.ts"
import { reference } from "./reference.ts"

const naiveCel = (source: string, amount: number): boolean | undefined => {
  const limit = source.split("amount <= ")[1]
  return limit === undefined ? undefined : amount <= Number(limit)
}

/** Every one of these cases meets every one of these policies: drafting them costs more than judging them. */
const EACH = 10
const many = <A>(one: fc.Arbitrary<A>): fc.Arbitrary<readonly A[]> =>
  fc.array(one, { minLength: EACH, maxLength: EACH, size: "max" })

describe("decide and verdict", () => {
  // 10^5 pairs in `npm test`, 10^7 in `npm run laws`.
  law(
    "answer as another decision does, written by the book",
    fc.tuple(many(caseJson()), many(policyJson(1000, 5))),
    ([cases, drafts]) => {
      const policies = drafts.map(policyOf)
      for (const json of cases) {
        const facts = factsOf(json)
        for (const policy of policies) {
          const wanted = reference(policy, facts, naiveCel)
          const answers = [decide(policy, facts, evaluators)._tag, verdict(policy, facts, evaluators)]
          if (answers.some((answer) => answer !== wanted)) expect(answers).toEqual([wanted, wanted])
        }
      }
    },
    EACH,
  )
})
