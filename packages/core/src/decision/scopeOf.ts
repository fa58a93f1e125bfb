/** Where a rule applies: everything its scope names must fit, and a fact that is missing fits. */
import type { Scope } from "../policy/Policy.ts"
import { UNPRICED, type Judged } from "./Judged.ts"
import { limitOf } from "./limits.ts"

/** Tells whether a rule with this scope applies to a case. */
export type Applies = (at: Judged) => boolean

/** The scope as one test; undefined for a rule that always applies. */
export const scopeOf = (when: Scope | undefined): Applies | undefined => {
  if (when === undefined) return undefined
  const parts = Object.entries(partsOf).flatMap(([name, part]) => {
    const wanted = when[name as keyof Scope]
    return wanted === undefined ? [] : [(part as (wanted: unknown) => Applies)(wanted)]
  })
  return parts.length === 1 ? parts[0] : (at) => parts.every((applies) => applies(at))
}

/** What a scope must also be priced for: only this part looks at the amount. */
export const paidAbove = (above: Scope["amountAbove"], currency: string): number | null =>
  above === undefined ? null : typeof above === "number" ? above : limitOf(above, currency)

const partsOf: { readonly [K in keyof Required<Scope>]: (wanted: Required<Scope>[K]) => Applies } = {
  kinds:
    (kinds) =>
    ({ lines }) =>
      lines.length === 0 || lines.some((line) => kinds.includes(line.kind)),
  tags:
    (tags) =>
    ({ facts, lines }) =>
      lines.length === 0 ||
      facts.payment.tags.some((tag) => tags.includes(tag)) ||
      lines.some((line) => line.tags.some((tag) => tags.includes(tag))),
  reasons:
    (reasons) =>
    ({ facts }) =>
      facts.ask.reason === undefined || reasons.includes(facts.ask.reason),
  currencies:
    (currencies) =>
    ({ facts }) =>
      currencies.includes(facts.payment.currency),
  providers:
    (providers) =>
    ({ facts }) =>
      providers.includes(facts.payment.provider),
  amountAbove:
    (above) =>
    ({ facts, paid }) => {
      const bound = paidAbove(above, facts.payment.currency) ?? 0
      return paid === UNPRICED || paid > bound
    },
}
