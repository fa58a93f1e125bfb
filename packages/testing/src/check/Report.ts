/** What a search came to: what broke, how much was looked at, and which rules were never put to the test. */
import type { Decision, Evaluators, Verdict } from "@refund-rules/core"
import type { CaseInput } from "../cases/CaseInput.ts"

/**
 * The smallest case found that breaks an expectation.
 *
 * @since 0.1.0
 */
export interface Counterexample {
  readonly expectation: string
  readonly case: CaseInput
  readonly decision: Decision
  /** The verdicts that would have been right. */
  readonly allowed: readonly Verdict[]
  /** The payment, the history, the ask, the decision and its trace, for people. */
  readonly story: string
  /** A test to paste beside the policy: it fails until the policy is mended. */
  readonly test: string
}

/**
 * Which rules were broken by some case, by none, and which two were never broken by the same one.
 *
 * @since 0.1.0
 */
export interface Coverage {
  readonly fired: readonly string[]
  readonly neverFired: readonly string[]
  readonly pairsNeverMet: readonly (readonly [string, string])[]
}

/**
 * The answer of `checkPolicy`; the same policy, expectations and options give the same one, if time allows.
 *
 * @since 0.1.0
 */
export interface Report {
  readonly ok: boolean
  readonly runs: number
  /** Whether every combination of the edges was looked at. */
  readonly exhaustive: boolean
  /** Whether time ended the search: what it did not find may still be there. */
  readonly isCutShort: boolean
  readonly counterexamples: readonly Counterexample[]
  readonly coverage: Coverage
}

/**
 * How long to search, and what with.
 *
 * @since 0.1.0
 */
export interface CheckOptions {
  /** Cases at most; 20,000 by default. */
  readonly runs?: number
  /** Time to search at most, 3,500 by default; making what was found small takes up to two sevenths of it more. */
  readonly milliseconds?: number
  readonly seed?: number
  readonly evaluators?: Evaluators
  /** Where the regression test finds the policy, or the list of its versions; `./policy.json` by default. */
  readonly policyFile?: string
  /** The module from which the regression test takes `cel`, where there are evaluators; `@refund-rules/policy-cel`. */
  readonly celFrom?: string
}
