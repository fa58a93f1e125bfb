/** Which requirement is at least as strict as another: whatever breaks the other breaks it too. */
import { same } from "../shape/same.ts"
import type { Rule, Scope } from "./Policy.ts"
import type { Requirement, RequirementOf } from "./Requirement.ts"

/** Tells whether whatever breaks `rule`, where `rule` applies, breaks `other` too. Cautious: no is no proof. */
export const isCovered = (rule: Rule, other: Rule): boolean =>
  reaches(other.when, rule.when) && isAsStrict(other.requires, rule.requires)

const isAsStrict = (strict: Requirement, other: Requirement): boolean => {
  if (strict._tag === "ReasonIn" && other._tag === "ReasonRequired") return true
  if (strict._tag !== other._tag) return false
  return (asStrict[strict._tag] as (a: Requirement, b: Requirement) => boolean)(strict, other)
}

type Limits = Readonly<Record<string, number>>

const limitIn = (limits: Limits, code: string, otherwise: number): number =>
  Object.hasOwn(limits, code) ? limits[code]! : otherwise

/** No limit is a limit of 0. */
const atMost = (strict: Limits, other: Limits): boolean =>
  Object.entries(strict).every(([code, limit]) => limit <= limitIn(other, code, 0))

/** No limit is never enough. */
const atLeast = (strict: Limits, other: Limits): boolean =>
  Object.entries(strict).every(([code, limit]) => limit >= limitIn(other, code, Number.POSITIVE_INFINITY))

const isPart = (part: readonly string[], whole: readonly string[]): boolean => part.every((one) => whole.includes(one))

const inHistory = (
  a: RequirementOf<"CustomerAtMost" | "ActorLimit">,
  b: RequirementOf<"CustomerAtMost" | "ActorLimit">,
): boolean => {
  const counts = b.count === undefined || (a.count ?? Number.POSITIVE_INFINITY) <= b.count
  const sums = b.limits === undefined || (a.limits !== undefined && atMost(a.limits, b.limits))
  return a.days >= b.days && counts && sums
}

/** Of one tag, whether the first is as strict as the second. */
const asStrict: {
  readonly [T in Requirement["_tag"]]: (strict: RequirementOf<T>, other: RequirementOf<T>) => boolean
} = {
  WithinDays: (a, b) => a.of === b.of && a.timeZone === b.timeZone && a.days <= b.days,
  AmountAtMost: (a, b) => atMost(a.limits, b.limits),
  AmountAtLeast: (a, b) => atLeast(a.limits, b.limits),
  ShareAtMost: (a, b) => a.percent <= b.percent,
  RefundsAtMost: (a, b) => a.count <= b.count,
  ReasonRequired: same,
  ReasonIn: (a, b) => isPart(a.reasons, b.reasons),
  NoteRequired: same,
  LineKindIn: (a, b) => isPart(a.kinds, b.kinds),
  NoTag: same,
  HasTag: same,
  FullOnly: same,
  NoDispute: same,
  CustomerAtMost: inHistory,
  ActorLimit: inHistory,
  Expression: same,
}

/** Tells whether a scope reaches every case another one does. */
const reaches = (wide: Scope | undefined, narrow: Scope | undefined): boolean => {
  if (wide === undefined) return true
  if (narrow === undefined) return Object.keys(wide).length === 0
  const lists = ["kinds", "tags", "reasons", "currencies", "providers"] as const
  const isWide = lists.every(
    (name) => wide[name] === undefined || (narrow[name] !== undefined && isPart(narrow[name], wide[name])),
  )
  return isWide && (wide.amountAbove === undefined || same(wide.amountAbove, narrow.amountAbove))
}
