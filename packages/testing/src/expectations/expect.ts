/** Any expectation at all, as a sentence and a predicate over a decision and its facts. */
import type { Decision, RefundCase } from "@refund-rules/core"
import { edges, together, type Edges } from "../cases/Edges.ts"
import { edgesInCode } from "../cases/edgesInCode.ts"
import type { Expectation } from "./Expectation.ts"

/**
 * Expects that a predicate holds of every decision. Names and numbers in its code are tried as edges; `drawn` says
 * where else it draws lines the policy does not.
 *
 * @example
 * ```ts
 * import { expect } from "@refund-rules/testing"
 *
 * const kept = expect("a refund never retains anything", ({ quote }) => quote.retained === 0)
 * kept.sentence // => "a refund never retains anything"
 * ```
 *
 * @since 0.1.0
 */
export const expect = (
  sentence: string,
  holds: (decision: Decision, facts: RefundCase) => boolean,
  drawn: Partial<Edges> = {},
): Expectation => ({
  sentence,
  edges: together([edges(drawn), edgesInCode(holds.toString())]),
  code: holds.toString(),
  allows: ({ decision, facts }) => (holds(decision, facts) ? undefined : []),
})
