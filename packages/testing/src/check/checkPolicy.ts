/** Searches for a case that breaks what a team expects of its policy: at the edges first, all of them where they are few. */
import { type Policy } from "@refund-rules/core"
import fc from "fast-check"
import { casesOf } from "../arbitraries/cases.ts"
import type { CaseInput } from "../cases/CaseInput.ts"
import { directed } from "../cases/directed.ts"
import { edges, together, type Edges } from "../cases/Edges.ts"
import { edgesOfVersions } from "../cases/edgesOf.ts"
import { isKept, type Expectation } from "../expectations/Expectation.ts"
import { counting, type Counting } from "./coverage.ts"
import { deciding, isVersions, judged, shrunk, type Decide } from "./judging.ts"
import { regressionOf, type RegressionOptions } from "./regression.ts"
import type { CheckOptions, Counterexample, Report } from "./Report.ts"
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
  const { milliseconds = 4000, runs: most = 20_000 } = options
  const until = Date.now() + milliseconds
  const decided = deciding(policy, options.evaluators)
  const versions = isVersions(policy) ? policy : [policy]
  const found = together([edgesOfVersions(versions), ...expectations.map((one) => edges(one.edges))])
  const search: Search = { decided, expectations, counted: counting(versions), broken: new Map() }
  const space = directed(found)
  let runs = 0
  for (; runs < Math.min(space.size, most) && Date.now() < until; runs++) look(search, space.at(runs))
  const exhaustive = runs === space.size
  for (const input of drawn(found, most - runs, options.seed)) {
    if (Date.now() >= until || search.broken.size === expectations.length) break
    look(search, input)
    runs += 1
  }
  const counterexamples = expectations.flatMap((one) => {
    const input = search.broken.get(one)
    return input === undefined
      ? []
      : [counterexample(decided, one, input, { ...options, isVersions: isVersions(policy) })]
  })
  return {
    ok: counterexamples.length === 0,
    runs,
    exhaustive,
    counterexamples,
    coverage: search.counted.coverage(),
  }
}

interface Search {
  readonly decided: Decide
  readonly expectations: readonly Expectation[]
  readonly counted: Counting
  readonly broken: Map<Expectation, CaseInput>
}

const look = ({ broken, counted, decided, expectations }: Search, input: CaseInput): void => {
  const one = judged(decided, input)
  if (one === undefined) return
  counted.count(one.decision)
  for (const expectation of expectations) {
    if (!broken.has(expectation) && !isKept(expectation, one)) broken.set(expectation, input)
  }
}

const BATCH = 500

/** Random cases, drawn as they are needed. */
function* drawn(found: Edges, most: number, seed = 1): Generator<CaseInput> {
  const arbitrary = casesOf(found)
  for (let count = 0; count < most; count += BATCH) {
    yield* fc.sample(arbitrary, { numRuns: Math.min(BATCH, most - count), seed: seed + count })
  }
}

const SHRINKING = 2000

const counterexample = (
  decided: Decide,
  expectation: Expectation,
  found: CaseInput,
  options: RegressionOptions,
): Counterexample => {
  const smallest = shrunk(decided, expectation, found, Date.now() + SHRINKING)
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
