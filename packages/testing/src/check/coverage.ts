/** Counts which rules of a policy were broken, and which together, while cases go by. */
import type { Decision, Policy } from "@refund-rules/core"
import type { Coverage } from "./Report.ts"

export interface Counting {
  readonly count: (decision: Decision) => void
  readonly coverage: () => Coverage
}

export const counting = (policy: Policy): Counting => {
  const ids = policy.rules.map(({ id }) => id)
  const met = new Set<string>()
  const pairs = ids.flatMap((one, place) => ids.slice(place + 1).map((other) => [one, other] as const))
  return {
    count: ({ trace }) => {
      const broken = trace.slice(trace.length - ids.length).filter(({ violations }) => violations.length > 0)
      for (const [place, { rule }] of broken.entries()) {
        met.add(keyOf(rule))
        for (const other of broken.slice(place + 1)) met.add(keyOf(rule, other.rule))
      }
    },
    coverage: () => ({
      fired: ids.filter((id) => met.has(keyOf(id))),
      neverFired: ids.filter((id) => !met.has(keyOf(id))),
      pairsNeverMet: pairs.filter(([one, other]) => !met.has(keyOf(one, other))),
    }),
  }
}

const keyOf = (...ids: readonly string[]): string => JSON.stringify(ids)
