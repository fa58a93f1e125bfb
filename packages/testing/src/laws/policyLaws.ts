/** The laws of deciding: what holds of this policy as of any other, whatever is asked. */
import { decide, type Evaluators, explain, parsePolicy, quote, verdict, type Policy } from "@refund-rules/core"
import fc from "fast-check"
import { cases } from "../arbitraries/cases.ts"
import { rules } from "../arbitraries/policies.ts"
import { factsOf, type CaseInput } from "../cases/CaseInput.ts"
import { lawsOver, type Claimed, type Law } from "./Law.ts"

const strictness = { Approve: 0, Review: 1, Refuse: 2 } as const

const read = (json: unknown): Policy => {
  const parsed = parsePolicy(json)
  if (!parsed.ok) throw new Error(`this policy cannot be read: ${JSON.stringify(parsed.faults)}`)
  return parsed.value
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const claim = (sentence: string, wrong: (one: CaseInput) => string | undefined): Claimed<CaseInput> => ({
  sentence,
  wrong,
})

/**
 * Laws that hold of every policy, to be checked of one: run them, or register them with `@refund-rules/testing/vitest`.
 *
 * @example
 * ```ts
 * import { parsePolicy } from "@refund-rules/core"
 * import { policyLaws } from "@refund-rules/testing"
 *
 * const policy = parsePolicy({ id: "shop", bindAt: "request", rules: [], terms: {} })
 * for (const law of policy.ok ? policyLaws(policy.value) : []) law.check({ runs: 20 })
 * ```
 *
 * @since 0.1.0
 */
export const policyLaws = (policy: Policy, evaluators?: Evaluators): readonly Law[] => {
  const input = cases(policy)
  const answer = (by: Policy, one: CaseInput) => verdict(by, facts(one), evaluators)
  const reversed = read({ ...policy, rules: policy.rules.toReversed() })
  const survived = read(JSON.parse(JSON.stringify(policy)))
  const alone = lawsOver(input, [
    claim("the same case gets the same decision", (one) =>
      same(decide(policy, facts(one), evaluators), decide(policy, facts(one), evaluators)) ? undefined : "it differs",
    ),
    claim("the short answer is the long one", (one) => {
      const long = decide(policy, facts(one), evaluators)._tag
      return answer(policy, one) === long ? undefined : `${answer(policy, one)} is not ${long}`
    }),
    claim("the order of rules never matters", (one) =>
      answer(reversed, one) === answer(policy, one) ? undefined : `reversed, it is ${answer(reversed, one)}`,
    ),
    ...claimsOfDecisions(policy, survived, evaluators),
  ])
  const beside = lawsOver(fc.tuple(input, rules), [
    {
      sentence: "a rule more never makes the answer more lenient",
      wrong: ([one, rule]) => {
        const stricter = read({ ...policy, rules: [...policy.rules, { id: "one more", ...rule }] })
        const [before, after] = [answer(policy, one), answer(stricter, one)]
        return strictness[after] >= strictness[before] ? undefined : `${before} became ${after}`
      },
    },
  ])
  return [...alone, ...beside]
}

const facts = (one: CaseInput) => factsOf(one)!

/** What holds of one decision; `survived` is the policy, read back from text. */
const claimsOfDecisions = (
  policy: Policy,
  survived: Policy,
  evaluators: Evaluators | undefined,
): readonly Claimed<CaseInput>[] => [
  claim("what is offered instead is granted as it was offered", (one) => {
    const known = facts(one)
    for (const offer of decide(policy, known, evaluators).offers) {
      if (offer._tag === "StoreCredit") continue
      const given = verdict(policy, { ...known, ask: offer.ask }, evaluators)
      const isGranted = offer._tag === "WithApproval" ? given !== "Refuse" : given === "Approve"
      if (!isGranted) return `${JSON.stringify(offer)} gets ${given}`
    }
    return undefined
  }),
  claim("nothing beyond what remains is approved", (one) => {
    const known = facts(one)
    const { _tag, quote: priced } = decide(policy, known, evaluators)
    const claim = priced.total + priced.retained
    return _tag === "Refuse" || claim <= known.position.remaining ? undefined : `${claim} is more than remains`
  }),
  claim("a policy and a case survive being written down", (one) => {
    const again = JSON.parse(JSON.stringify(one)) as CaseInput
    return same(decide(survived, facts(again), evaluators), decide(policy, facts(one), evaluators))
      ? undefined
      : "read back, it is decided otherwise"
  }),
  claim("nothing throws, and every answer has words", (one) => {
    const decision = decide(policy, facts(one), evaluators)
    quote(facts(one), policy.terms)
    return explain(decision).length > 0 && explain(decision, "payer").length > 0 ? undefined : "it has no words"
  }),
]
