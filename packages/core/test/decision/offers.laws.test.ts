import { decide, quote, stepInMinor, type Ask, type AskSize, type Policy, type RefundCase } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { caseJson, factsOf } from "./cases.ts"
import { evaluators, policyJson, policyOf } from "./policies.ts"
import { answer, largestByTrying, resized, sizesUpTo } from "./sizes.ts"

const small = 12

const hasExpression = (policy: Policy): boolean => policy.rules.some((rule) => rule.requires._tag === "Expression")

/** What a size takes: where a step binds, a larger size may take no more. */
const claimed = (policy: Policy, facts: RefundCase, size: AskSize): number => {
  const { retained, total } = quote({ ...facts, ask: resized(facts.ask, size) as Ask }, policy.terms)
  return total + retained
}

const isLarger = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((size, index) => size >= b[index]!) && a.some((size, index) => size > b[index]!)

describe("what is offered", () => {
  const cases = fc.tuple(caseJson(small), policyJson(small, 3))

  law("is approved, or reviewed, and no larger ask of the same scope is", cases, ([json, one]) => {
    const facts = factsOf(json)
    const policy = policyOf(one)
    const { maxRefundable, maxWithReview } = decide(policy, facts, evaluators)
    const { ask } = facts
    if ((ask.lines?.length ?? 1) > 1) return
    if (hasExpression(policy)) {
      if (maxRefundable !== null) expect(answer(policy, facts, resized(ask, maxRefundable))).toBe("Approve")
      if (maxWithReview !== null) expect(answer(policy, facts, resized(ask, maxWithReview))).not.toBe("Refuse")
    } else {
      const found = [maxRefundable, maxWithReview]
      const wanted = largestByTrying(policy, facts)
      if (found[0] !== wanted[0] || found[1] !== wanted[1]) expect(found).toEqual(wanted)
    }
  })

  law(
    "is, over several lines, approved as it stands, and no ask is that is larger in any line",
    cases,
    ([json, one]) => {
      const facts = factsOf(json)
      const policy = policyOf(one)
      const { maxRefundable, maxWithReview } = decide(policy, facts, evaluators)
      const lines = facts.ask.lines ?? []
      if (lines.length !== 2) return
      if (maxRefundable !== null) expect(answer(policy, facts, resized(facts.ask, maxRefundable))).toBe("Approve")
      if (maxWithReview !== null) expect(answer(policy, facts, resized(facts.ask, maxWithReview))).not.toBe("Refuse")
      // Net amounts or units of several lines that must add up to whole steps: what is offered is good, if not always the best.
      const isStepped = stepInMinor(facts.payment.provider, facts.payment.currency) > 1
      const isBound = lines.some((line) => line.taxInclusive === false || line.quantity !== undefined)
      if (hasExpression(policy) || (isStepped && isBound)) return
      const [first, second] = lines.map((line) => (line.quantity === undefined ? sizesUpTo(small * 2) : sizesUpTo(5)))
      for (const a of first!) {
        for (const b of second!) {
          const found = Array.isArray(maxRefundable) ? maxRefundable : [0, 0]
          if (!isLarger([a, b], found) || claimed(policy, facts, [a, b]) <= claimed(policy, facts, found)) continue
          if (answer(policy, facts, resized(facts.ask, [a, b])) === "Approve") {
            expect.fail(
              `${JSON.stringify([a, b])} is approved, ${JSON.stringify(maxRefundable)} was offered: ${JSON.stringify({ json, one })}`,
            )
          }
        }
      }
    },
  )

  law("is granted when it is asked for", fc.tuple(caseJson(), policyJson()), ([json, one]) => {
    const facts = factsOf(json)
    const policy = policyOf(one)
    const { _tag, offers } = decide(policy, facts, evaluators)
    if (_tag === "Approve") expect(offers).toEqual([])
    for (const offer of offers) {
      if (offer._tag === "StoreCredit") continue
      const wanted = offer._tag === "WithApproval" ? "Review" : "Approve"
      if (answer(policy, facts, offer.ask) !== wanted) expect(offer).toBe(`to be answered by ${wanted}`)
    }
  })
})
