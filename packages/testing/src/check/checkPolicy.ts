/** Searches for a case that breaks what a team expects of its policy: at the edges first, all of them where they are few. */
import type { Policy, Verdict } from "@refund-rules/core"
import type { CaseInput } from "../cases/CaseInput.ts"
import { isKept, type Expectation } from "../expectations/Expectation.ts"
import { counting, type Counting } from "./coverage.ts"
import { deciding, isVersions, judged, shrunk, type Decide } from "./judging.ts"
import { regressionOf, type RegressionOptions } from "./regression.ts"
import type { CheckOptions, Counterexample, Report } from "./Report.ts"
import { search } from "./search.ts"
import { storyOf } from "./story.ts"

/**
 * Looks for the smallest case that breaks each expectation: the combinations of all edges first, then chance.
 * Of the versions of a policy, each case is decided by the one that binds it.
 *
 * @example
 * ```ts
 * import { parsePolicy } from "@refund-rules/core"
 * import { checkPolicy, neverApprovedAbove } from "@refund-rules/testing"
 *
 * const rules = [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 60_000 } }, otherwise: "Review" }]
 * const policy = parsePolicy({ id: "shop", bindAt: "request", rules, terms: {} })
 * const report = policy.ok ? checkPolicy(policy.value, [neverApprovedAbove({ EUR: 50_000 })]) : undefined
 * report?.counterexamples.map((one) => one.case.payment.captured) // => [50_001]
 * ```
 *
 * @since 0.1.0
 */
export const checkPolicy = (
  policy: Policy | readonly Policy[],
  expectations: readonly Expectation[],
  options: CheckOptions = {},
): Report => {
  const { milliseconds = 3500, runs: most = 20_000, seed = 1 } = options
  const until = Date.now() + milliseconds
  const decided = deciding(policy, options.evaluators)
  const versions = isVersions(policy) ? policy : [policy]
  const seen: Seen = { decided, expectations, counted: counting(versions), broken: new Map() }
  const isBroken = (one: Expectation): boolean => seen.broken.has(one)
  let runs = 0
  let brokenAt = Infinity
  let isCutShort = false
  const exhaustive = search({ versions, expectations, most, seed, isBroken }, (input) => {
    isCutShort = Date.now() >= until
    if (isCutShort || runs > brokenAt + AFTER) return false
    runs += 1
    const verdict = look(seen, input)
    if (expectations.length > 0 && brokenAt === Infinity && expectations.every(isBroken)) brokenAt = runs
    return verdict
  })
  const share = Math.max(milliseconds * LEAST_SHARE, (milliseconds * SHRINKING) / Math.max(1, seen.broken.size))
  const counterexamples = expectations.flatMap((one) => {
    const input = seen.broken.get(one)
    if (input === undefined) return []
    return [counterexample(decided, one, input, share, { ...options, isVersions: isVersions(policy) })]
  })
  return {
    ok: counterexamples.length === 0,
    runs,
    exhaustive,
    isCutShort,
    counterexamples,
    coverage: seen.counted.coverage(),
  }
}

/** Once everything is broken, this many more cases tell which rules met. */
const AFTER = 1500

interface Seen {
  readonly decided: Decide
  readonly expectations: readonly Expectation[]
  readonly counted: Counting
  readonly broken: Map<Expectation, CaseInput>
}

const look = ({ broken, counted, decided, expectations }: Seen, input: CaseInput): Verdict | undefined => {
  const one = judged(decided, input)
  if (one === undefined) return undefined
  counted.count(one.decision)
  for (const expectation of expectations) {
    if (!broken.has(expectation) && !isKept(expectation, one)) broken.set(expectation, input)
  }
  return one.decision._tag
}

/** Time for making counterexamples small, all of them together and each at least, in parts of the time to search. */
const SHRINKING = 2 / 7
const LEAST_SHARE = 2 / 35

const counterexample = (
  decided: Decide,
  expectation: Expectation,
  found: CaseInput,
  milliseconds: number,
  options: RegressionOptions,
): Counterexample => {
  const smallest = shrunk(decided, expectation, found, Date.now() + milliseconds)
  const one = judged(decided, smallest)!
  const allowed = expectation.allows(one) ?? []
  return {
    expectation: expectation.sentence,
    case: smallest,
    decision: one.decision,
    allowed,
    story: storyOf(expectation.sentence, smallest, one.facts.payment, one.decision, allowed),
    test: regressionOf(expectation, smallest, allowed, options),
  }
}
