/** A report as text for a terminal: first whether it is all right, then every story with its test, then the coverage. */
import type { Coverage, Report } from "./Report.ts"

/**
 * A report in words.
 *
 * @example
 * ```ts
 * import { parsePolicy } from "@refund-rules/core"
 * import { checkPolicy, neverApprovedAbove, render } from "@refund-rules/testing"
 *
 * const policy = parsePolicy({ id: "shop", bindAt: "request", rules: [], terms: {} })
 * const report = policy.ok ? checkPolicy(policy.value, [neverApprovedAbove({ EUR: 50_000 })]) : undefined
 * report && render(report).startsWith("1 expectation is broken") // => true
 * ```
 *
 * @since 0.1.0
 */
export const render = (report: Report): string => {
  const { counterexamples, coverage, exhaustive, isCutShort, ok, runs } = report
  const count = counterexamples.length
  const answer = ok ? "every expectation holds" : `${count} expectation${count === 1 ? " is" : "s are"} broken`
  const how = exhaustive ? "every combination of the edges among them" : "not every combination of the edges"
  return [
    `${answer}: ${runs} cases, ${how}${isCutShort ? ", and then time was up" : ""}`,
    ...counterexamples.flatMap(({ story, test }) => [
      "",
      story,
      "",
      "a test to paste beside the policy:",
      "",
      test.trimEnd(),
    ]),
    "",
    ...coverageWords(coverage),
  ].join("\n")
}

const coverageWords = ({ fired, neverFired, pairsNeverMet }: Coverage): readonly string[] => [
  `rules that were broken at least once: ${fired.join(", ") || "none"}`,
  `rules that never were: ${neverFired.join(", ") || "none"}`,
  `pairs that never were together: ${pairsNeverMet.map((pair) => pair.join(" and ")).join(", ") || "none"}`,
]
