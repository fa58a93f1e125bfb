/** How far rules look beside the payment they judge: the same for the desk that decides and for what decides it again. */
import type { Rule } from "@refund-rules/core"
import type { Span } from "./ports/Casebook.ts"

/**
 * The days that rules look back at the claims of a customer and of an actor; undefined where no rule does.
 *
 * An expression looks at what other rules look for: it makes nothing be looked for itself.
 *
 * @example
 * ```ts
 * import { lookingBack } from "@refund-rules/engine"
 *
 * lookingBack([{ id: "often", requires: { _tag: "CustomerAtMost", count: 3, days: 30 }, otherwise: "Review" }]) // => { customerDays: 30 }
 * ```
 *
 * @since 0.1.0
 */
export const lookingBack = (rules: readonly Rule[]): Span["looking"] => {
  const [customerDays, actorDays] = [longest(rules, "CustomerAtMost"), longest(rules, "ActorLimit")]
  if (customerDays === undefined && actorDays === undefined) return undefined
  return {
    ...(customerDays === undefined ? {} : { customerDays }),
    ...(actorDays === undefined ? {} : { actorDays }),
  }
}

const longest = (rules: readonly Rule[], tag: "CustomerAtMost" | "ActorLimit"): number | undefined => {
  const days = rules.flatMap(({ requires }) => (requires._tag === tag && "days" in requires ? [requires.days] : []))
  return days.length === 0 ? undefined : Math.max(...days)
}
