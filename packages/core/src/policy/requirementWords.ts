/** What each requirement asks for, in words for people who write policies; one entry a tag, and none is left out. */
import { canonicalJson } from "./canonicalJson.ts"
import type { Requirement, RequirementOf } from "./Requirement.ts"

/**
 * A requirement as a phrase, for people who write policies.
 *
 * @example
 * ```ts
 * import { requirementWords } from "@refund-rules/core"
 *
 * requirementWords({ _tag: "WithinDays", of: "captured", days: 30 }) // => "asked within `30` days of captured"
 * ```
 *
 * @since 0.1.0
 */
export const requirementWords = (requires: Requirement): string =>
  (phrases[requires._tag] as (one: Requirement) => string)(requires)

const limitsOf = (limits: Readonly<Record<string, number>>): string =>
  Object.entries(limits)
    .map(([code, limit]) => `\`${limit}\` ${code}`)
    .join(", ")

const history = (of: string, { count, days, limits }: Omit<RequirementOf<"CustomerAtMost">, "_tag">): string => {
  const bounds = [
    ...(count === undefined ? [] : [`\`${count}\` refunds`]),
    ...(limits === undefined ? [] : [limitsOf(limits)]),
  ]
  return `the ${of} gets at most ${bounds.join(" and ")} in \`${days}\` days`
}

const carrier = (on: "line" | "payment"): string => (on === "line" ? "every line" : "the payment")

const phrases: { readonly [T in Requirement["_tag"]]: (requires: RequirementOf<T>) => string } = {
  WithinDays: ({ days, of, timeZone }) =>
    `asked within \`${days}\` days of ${of}${timeZone === undefined ? "" : `, days as in ${timeZone}`}`,
  AmountAtMost: ({ limits }) => `at most ${limitsOf(limits)} is paid`,
  AmountAtLeast: ({ limits }) => `at least ${limitsOf(limits)} is paid`,
  ShareAtMost: ({ percent }) => `at most \`${percent}\` percent of the payment is claimed in all`,
  RefundsAtMost: ({ count }) => `at most \`${count}\` refunds of the payment`,
  ReasonRequired: () => "a reason is given",
  ReasonIn: ({ reasons }) => `the reason is one of ${reasons.join(", ")}`,
  NoteRequired: () => "a note is given",
  LineKindIn: ({ kinds }) => `every line is one of ${kinds.join(", ")}`,
  NoTag: ({ on, tag }) => `${on === "line" ? "no line" : "the payment never"} carries the tag \`${tag}\``,
  HasTag: ({ on, tag }) => `${carrier(on)} carries the tag \`${tag}\``,
  FullOnly: () => "everything that remains is asked for",
  NoDispute: () => "no dispute is open or lost",
  CustomerAtMost: (requires) => history("customer", requires),
  ActorLimit: (requires) => history("actor", requires),
  Expression: ({ cel }) => `the expression ${canonicalJson(cel)} is true`,
}

/** A requirement's tag as people say it: "within days". */
export const requirementName = (tag: Requirement["_tag"]): string => `\`${tag}\``
