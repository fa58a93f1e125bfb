/** Judges one case by one policy against expectations, and makes a case that breaks one as small as it gets. */
import { decide, type Decision, type Evaluators, inForce, type Policy, type RefundCase } from "@refund-rules/core"
import { factsOf, type CaseInput } from "../cases/CaseInput.ts"
import { caseKind } from "../cases/kinds.ts"
import { simpler } from "../cases/simpler.ts"
import { isKept, type Expectation, type Judgement } from "../expectations/Expectation.ts"

/** Decides by the policy, or by the version that binds; undefined where none is in force. */
export type Decide = (facts: RefundCase) => Decision | undefined

export const deciding =
  (policy: Policy | readonly Policy[], evaluators: Evaluators | undefined): Decide =>
  (facts) => {
    const binding = isVersions(policy) ? inForce(policy, { ...facts.payment, askedAt: facts.askedAt }) : policy
    return binding === undefined ? undefined : decide(binding, facts, evaluators)
  }

export const isVersions = (policy: Policy | readonly Policy[]): policy is readonly Policy[] => Array.isArray(policy)

/** The case with its decision; undefined where it could not have happened, or nothing is in force to decide it. */
export const judged = (decided: Decide, input: CaseInput): Judgement | undefined => {
  const facts = factsOf(input)
  const decision = facts === undefined ? undefined : decided(facts)
  if (facts === undefined || decision === undefined) return undefined
  return { facts, decision, again: (change) => decided(change(facts)) ?? decision }
}

/** The smallest case nearby that breaks the same expectation, and nothing that was not broken before. */
export const shrunk = (decided: Decide, expectation: Expectation, found: CaseInput, until: number): CaseInput => {
  const known = new Set(judged(decided, found)?.decision.violations.map(({ _tag }) => _tag))
  const stillBreaks = (candidate: CaseInput): boolean => {
    const one = judged(decided, candidate)
    return (
      one !== undefined && !isKept(expectation, one) && one.decision.violations.every(({ _tag }) => known.has(_tag))
    )
  }
  // Whole histories first: they are the most to read, and the dearest to make smaller one by one.
  let smallest = ["history", "customerHistory", "actorHistory"].reduce((input, name) => {
    const without = { ...input, [name]: [] }
    return name in input && stillBreaks(without) ? without : input
  }, found)
  for (let isSmaller = true; isSmaller && Date.now() < until;) {
    isSmaller = false
    for (const candidate of simpler(smallest, caseKind)) {
      if (Date.now() >= until) break
      if (!stillBreaks(candidate)) continue
      smallest = candidate
      isSmaller = true
      break
    }
  }
  return smallest
}
