/** Reads a policy from JSON: all of it, frozen, or everything that is wrong with it. */
import { isCurrency } from "../money/Currency.ts"
import { echo, fault, ok, refuse, type Fault, type Result } from "../money/Result.ts"
import type { Evaluators } from "./Evaluators.ts"
import { hasTimeZones, knowsTimeZone } from "./localDay.ts"
import { policy as shape, type Policy, type Rule } from "./Policy.ts"
import type { Requirement, RequirementOf } from "./Requirement.ts"

/**
 * A policy, ready to decide by. With an evaluator, expressions are checked as well: a type error is a fault here,
 * not a broken rule later.
 *
 * @example
 * ```ts
 * import { parsePolicy } from "@refund-rules/core"
 *
 * const rules = [{ id: "window", requires: { _tag: "WithinDays", of: "paid", days: -1 }, otherwise: "Refuse" }]
 * const faulty = parsePolicy({ id: "default", bindAt: "request", rules, terms: {} })
 * !faulty.ok && faulty.faults.map((fault) => fault.path) // => ["/rules/0/requires/of", "/rules/0/requires/days"]
 * ```
 *
 * @since 0.1.0
 */
export const parsePolicy = (json: unknown, evaluators: Evaluators = {}): Result<Policy> => {
  const faults: Fault[] = []
  const read = shape.read(json, faults)
  // What could not be read says nothing about the rest, which is still looked into.
  const rules: readonly (Rule | undefined)[] | undefined = read?.rules
  rules?.forEach((rule, index) => {
    const inner = ruleFaults(rule, evaluators).map((one) => ({ ...one, path: `/rules/${index}${one.path}` }))
    faults.push(...inner.filter((one) => !faults.some((known) => isWithin(known.path, one.path))))
  })
  // A fee that could not be read is there, and is nothing.
  const restocking = read?.terms?.restocking
  const fixed: Limits | undefined = restocking !== undefined && "fixed" in restocking ? restocking.fixed : undefined
  if (fixed !== undefined) faults.push(...currencyFaults(fixed, "/terms/restocking/fixed"))
  return faults.length === 0 ? ok(frozen({ ...read, version: read.version ?? 1 })) : refuse(faults)
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const ruleFaults = (rule: Rule | undefined, evaluators: Evaluators): readonly Fault[] => {
  const above = rule?.when?.amountAbove
  const requires = rule?.requires === undefined ? [] : requirementFaults(rule.requires, evaluators)
  return [
    ...requires.map((one) => ({ ...one, path: `/requires${one.path}` })),
    ...(typeof above === "object" ? limitFaults(above, "/when/amountAbove") : []),
  ]
}

const requirementFaults = (requires: Requirement, { cel }: Evaluators): readonly Fault[] => {
  switch (requires._tag) {
    case "AmountAtMost":
    case "AmountAtLeast":
    case "CustomerAtMost":
    case "ActorLimit":
      if (requires.limits !== undefined) return limitFaults(requires.limits, "/limits")
      return "count" in requires ? [] : [fault("no_limit", "expected a `count`, `limits` or both, found neither")]
    case "WithinDays":
      return timeZoneFaults(requires)
    case "Expression":
      return (requires.cel === undefined ? [] : (cel?.check(requires.cel) ?? [])).map((one) => ({
        ...one,
        path: `/cel${one.path}`,
      }))
    case "ShareAtMost":
    case "RefundsAtMost":
    case "ReasonRequired":
    case "ReasonIn":
    case "NoteRequired":
    case "LineKindIn":
    case "NoTag":
    case "HasTag":
    case "FullOnly":
    case "NoDispute":
      return []
  }
}

/** Days of 24 hours are days of UTC. */
const timeZoneFaults = ({ timeZone = "UTC" }: RequirementOf<"WithinDays">): readonly Fault[] =>
  !hasTimeZones() || knowsTimeZone(timeZone)
    ? []
    : [fault("unknown_time_zone", `expected a time zone such as Europe/Paris, found ${echo(timeZone)}`, "/timeZone")]

type Limits = Readonly<Record<string, unknown>>

const limitFaults = (limits: Limits, path: string): readonly Fault[] =>
  Object.keys(limits).length === 0
    ? [fault("no_limit", "expected a limit for at least one currency, found none", path)]
    : currencyFaults(limits, path)

const currencyFaults = (limits: Limits, path: string): readonly Fault[] =>
  Object.keys(limits)
    .filter((code) => !isCurrency(code))
    .map((code) =>
      fault(
        "unknown_currency",
        `expected ISO 4217 codes such as USD, found ${echo(code)}`,
        `${path}/${pointerPart(code)}`,
      ),
    )

const pointerPart = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1")

/** A policy never changes in place: what was compiled of it stays true. */
const frozen = <A extends object>(value: A): A => {
  for (const member of Object.values(value) as readonly unknown[])
    if (typeof member === "object") frozen(member as object)
  return Object.freeze(value)
}
