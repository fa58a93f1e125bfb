/** What changed between two versions of a policy, in words: nothing for the same content, at least one sentence else. */
import { same } from "../shape/same.ts"
import { isRecord } from "../shape/structures.ts"
import { canonicalJson } from "./canonicalJson.ts"
import type { Policy, Rule } from "./Policy.ts"
import { requirementWords } from "./requirementWords.ts"

/**
 * The changes from one policy to another, a sentence each. Version numbers are names, not content.
 *
 * @example
 * ```ts
 * import { diff, parsePolicy } from "@refund-rules/core"
 *
 * const within = (days: number) => {
 *   const rules = [{ id: "window", requires: { _tag: "WithinDays", of: "captured", days }, otherwise: "Refuse" }]
 *   const parsed = parsePolicy({ id: "default", bindAt: "request", rules, terms: {} })
 *   return parsed.ok ? parsed.value : (undefined as never)
 * }
 * diff(within(30), within(14)) // => ["rule `window`: requires.days was `30`, is `14`"]
 * ```
 *
 * @since 0.1.0
 */
export const diff = (a: Policy, b: Policy): readonly string[] => {
  const { rules: before, version: _a, ...aside } = a
  const { rules: after, version: _b, ...beside } = b
  return [...changes("", aside, beside), ...ruleChanges(before, after)]
}

const ruleChanges = (before: readonly Rule[], after: readonly Rule[]): readonly string[] => {
  const removed = before.filter((rule) => !after.some(({ id }) => id === rule.id))
  const added = after.filter((rule) => !before.some(({ id }) => id === rule.id))
  const kept = after.filter((rule) => !added.includes(rule))
  const order = before.filter((rule) => !removed.includes(rule)).map(({ id }) => id)
  return [
    ...removed.map((rule) => `rule \`${rule.id}\` was removed: ${saying(rule)}`),
    ...added.map((rule) => `rule \`${rule.id}\` was added: ${saying(rule)}`),
    ...kept.flatMap((rule) =>
      changes(
        "",
        before.find(({ id }) => id === rule.id),
        rule,
      ).map((change) => `rule \`${rule.id}\`: ${change}`),
    ),
    ...(same(
      order,
      kept.map(({ id }) => id),
    )
      ? []
      : ["the rules stand in another order, which changes no verdict"]),
  ]
}

const saying = ({ otherwise, requires, when }: Rule): string => {
  const scope = when === undefined ? "" : `, when ${canonicalJson(when)}`
  return `${requirementWords(requires)}, otherwise ${otherwise}${scope}`
}

/** Field by field through objects; lists and single values as wholes. */
const changes = (path: string, before: unknown, after: unknown): readonly string[] => {
  if (same(before, after)) return []
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => changes(path === "" ? key : `${path}.${key}`, before[key], after[key]))
  }
  return [`${path} was ${shownWhole(before)}, is ${shownWhole(after)}`]
}

const shownWhole = (value: unknown): string => (value === undefined ? "not given" : `\`${canonicalJson(value)}\``)
