/** Looks for what cannot have been meant: rules that never matter, windows nobody can meet, limits nobody reaches. */
import { lineKinds } from "../payment/Line.ts"
import type { Policy, Rule } from "./Policy.ts"
import { isCovered } from "./strictness.ts"

/**
 * Something about a policy that is allowed and cannot have been meant.
 *
 * @since 0.1.0
 */
export interface Finding {
  readonly rule?: string
  readonly code:
    | "rule_never_matters"
    | "review_always_refused"
    | "never_holds"
    | "impossible_window"
    | "impossible_amounts"
    | "limit_never_matters"
    | "scope_never_applies"
    | "approval_never_needed"
  readonly message: string
}

/**
 * Findings, in the order of the rules. None is proof of a good policy, each is proof of a strange one.
 *
 * @example
 * ```ts
 * import { lint, parsePolicy } from "@refund-rules/core"
 *
 * const atMost = (EUR: number) => ({ _tag: "AmountAtMost", limits: { EUR } })
 * const rules = [
 *   { id: "large", requires: atMost(50_000), otherwise: "Review" },
 *   { id: "limit", requires: atMost(10_000), otherwise: "Refuse" },
 * ]
 * const policy = parsePolicy({ id: "default", bindAt: "request", rules, terms: {} })
 * policy.ok && lint(policy.value).map(({ code, rule }) => [rule, code]) // => [["large", "review_always_refused"]]
 * ```
 *
 * @since 0.1.0
 */
export const lint = (policy: Policy): readonly Finding[] => [
  ...policy.rules.flatMap((rule, index) => [
    ...hidden(policy.rules, rule, index),
    ...ownFindings(rule),
    ...amounts(policy.rules, rule),
    ...limits(policy.rules, rule),
    ...scopes(policy, rule),
  ]),
  ...approval(policy),
]

const finding = (code: Finding["code"], rule: Rule, message: string): Finding => ({ rule: rule.id, code, message })

/** Whatever breaks this rule also breaks a stricter or equal one, and so this one never decides anything. */
const hidden = (rules: readonly Rule[], rule: Rule, index: number): readonly Finding[] => {
  const by = rules.find((other, at) => {
    if (!isCovered(rule, other) || (rule.otherwise === "Refuse" && other.otherwise === "Review")) return false
    // Of two that say the same, the earlier one stays, and no rule hides itself.
    return rule.otherwise !== other.otherwise || !isCovered(other, rule) || at < index
  })
  if (by === undefined) return []
  const isRefused = rule.otherwise === "Review" && by.otherwise === "Refuse"
  const code = isRefused ? "review_always_refused" : "rule_never_matters"
  return [finding(code, rule, `whatever breaks it also breaks rule \`${by.id}\`, otherwise ${by.otherwise}`)]
}

const ownFindings = (rule: Rule): readonly Finding[] => {
  const { requires } = rule
  switch (requires._tag) {
    case "WithinDays":
      return requires.days === 0 && requires.timeZone === undefined
        ? [finding("impossible_window", rule, "a window of `0` days has ended when it starts")]
        : []
    case "CustomerAtMost":
    case "ActorLimit":
      return [
        ...(requires.days === 0 ? [finding("impossible_window", rule, "in `0` days nothing has ever happened")] : []),
        ...(requires.count === 0 ? [finding("never_holds", rule, "this refund counts too: none is ever allowed")] : []),
      ]
    case "RefundsAtMost":
      return requires.count === 0 ? [finding("never_holds", rule, "this refund counts too: none is ever allowed")] : []
    case "ShareAtMost":
      if (requires.percent === 100)
        return [finding("rule_never_matters", rule, "nobody gets back more than was captured anyway")]
      return requires.percent === 0 ? [finding("never_holds", rule, "every refund is more than `0` percent")] : []
    case "LineKindIn":
      return lineKinds.every((kind) => requires.kinds.includes(kind))
        ? [finding("rule_never_matters", rule, "every kind of line is allowed")]
        : []
    case "AmountAtMost":
      return Object.values(requires.limits).every((limit) => limit === 0)
        ? [finding("never_holds", rule, "every refund is more than `0`")]
        : []
    case "AmountAtLeast":
    case "ReasonRequired":
    case "ReasonIn":
    case "NoteRequired":
    case "NoTag":
    case "HasTag":
    case "FullOnly":
    case "NoDispute":
    case "Expression":
      return []
  }
}

/** At least more than at most, where both must hold. */
const amounts = (rules: readonly Rule[], rule: Rule): readonly Finding[] => {
  const { requires } = rule
  if (requires._tag !== "AmountAtLeast" || rule.when !== undefined) return []
  return rules.flatMap((other) => {
    if (other.requires._tag !== "AmountAtMost" || other.when !== undefined) return []
    const { limits: highest } = other.requires
    return Object.entries(requires.limits)
      .filter(([code, least]) => least > (Object.hasOwn(highest, code) ? highest[code]! : 0))
      .map(([code, least]) =>
        finding("impossible_amounts", rule, `at least \`${least}\` ${code} is more than rule \`${other.id}\` allows`),
      )
  })
}

const limitsOf = (rule: Rule): readonly string[] => {
  const { requires } = rule
  return "limits" in requires ? Object.keys(requires.limits ?? {}) : []
}

/** Limits for a currency nobody captures here: outside the rule's own scope, or one that another rule has no limit for. */
const limits = (rules: readonly Rule[], rule: Rule): readonly Finding[] =>
  limitsOf(rule).flatMap((code) => {
    if (rule.when?.currencies?.some((currency) => currency === code) === false) {
      return [finding("limit_never_matters", rule, `the rule does not apply to ${code}`)]
    }
    const by = rules.find(
      (other) =>
        other.when === undefined &&
        (other.otherwise === "Refuse" || rule.otherwise === "Review") &&
        limitsOf(other).length > 0 &&
        !limitsOf(other).includes(code),
    )
    return by === undefined
      ? []
      : [
          finding(
            "limit_never_matters",
            rule,
            `rule \`${by.id}\` names no limit for ${code}, so nothing is paid in it: ${by.otherwise}`,
          ),
        ]
  })

/** A scope of kinds or tags that the terms keep from ever going back. */
const scopes = ({ terms }: Policy, rule: Rule): readonly Finding[] => {
  const never = new Set<string>(terms.nonRefundable?.kinds)
  if (terms.shipping === "never") never.add("shipping")
  if (terms.tips === "never") never.add("tip")
  const wanted = rule.when?.kinds
  if (wanted?.every((kind) => never.has(kind)) === true) {
    return [finding("scope_never_applies", rule, `under the terms no line of ${wanted.join(", ")} ever goes back`)]
  }
  const { requires } = rule
  const isGone = (tag: string): boolean => terms.nonRefundable?.tags?.includes(tag) === true
  return requires._tag === "NoTag" && requires.on === "line" && isGone(requires.tag)
    ? [finding("rule_never_matters", rule, `under the terms no line tagged \`${requires.tag}\` ever goes back`)]
    : []
}

const approval = ({ approval: asked, rules }: Policy): readonly Finding[] =>
  asked === undefined || rules.some((rule) => rule.otherwise === "Review")
    ? []
    : [{ code: "approval_never_needed", message: "no rule ever asks for review, so nobody is ever asked to approve" }]
