/** Keeps one request from holding up all others: what takes more than its size to judge may not be many. */
import type { Place } from "./Problem.ts"

/** How many commands a case may replay, how many rules a policy may have, and how many of them may be expressions. */
const mostOf = { history: 1000, rules: 200, expressions: 50 } as const

/** What of a case is too much. */
export const tooLongHistory = (history: unknown): readonly Place[] =>
  Array.isArray(history) && history.length > mostOf.history
    ? [tooMany("/history", `at most ${mostOf.history} commands, found ${history.length}`)]
    : []

/** What of a policy is too much; `within` is where the policy stands. */
export const tooManyRules = (policy: unknown, within: string): readonly Place[] => {
  const rules = typeof policy === "object" && policy !== null && "rules" in policy ? policy.rules : undefined
  if (!Array.isArray(rules)) return []
  const pointer = `${within}/rules`
  if (rules.length > mostOf.rules) return [tooMany(pointer, `at most ${mostOf.rules} rules, found ${rules.length}`)]
  const expressions = rules.filter(isExpression).length
  return expressions > mostOf.expressions
    ? [tooMany(pointer, `at most ${mostOf.expressions} expressions, found ${expressions}`)]
    : []
}

const isExpression = (rule: unknown): boolean => {
  const { requires } = (rule ?? {}) as { readonly requires?: { readonly _tag?: unknown } }
  return requires?._tag === "Expression"
}

const tooMany = (pointer: string, detail: string): Place => ({
  pointer,
  code: "too_many",
  detail: `expected ${detail}`,
})
