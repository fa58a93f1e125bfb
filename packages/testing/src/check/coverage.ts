/** Counts which rules of a policy were broken, and which together, while cases go by. */
import type { Decision, Policy } from "@refund-rules/core"
import type { Coverage } from "./Report.ts"

export interface Counting {
  readonly count: (decision: Decision) => void
  readonly coverage: () => Coverage
}

/** Over all versions of a policy: a rule is its id, and two can only meet where one version has both. */
export const counting = (versions: readonly Policy[]): Counting => {
  const ids = [...new Set(versions.flatMap(({ rules }) => rules.map(({ id }) => id)))]
  const met = new Set<string>()
  const isBeside = (one: string, other: string): boolean =>
    versions.some(({ rules }) => [one, other].every((wanted) => rules.some(({ id }) => id === wanted)))
  const pairs = ids.flatMap((one, place) =>
    ids.slice(place + 1).flatMap((other) => (isBeside(one, other) ? [[one, other] as const] : [])),
  )
  return {
    count: ({ trace }) => {
      const broken = trace.filter(({ rule, violations }) => violations.length > 0 && !rule.startsWith("invariant/"))
      for (const { rule } of broken) {
        met.add(keyOf(rule))
        for (const other of broken) met.add(keyOf(rule, other.rule))
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
