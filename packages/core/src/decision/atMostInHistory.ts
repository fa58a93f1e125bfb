/** What somebody got back lately, this refund included: how often, and how much, in the payment's currency. */
import type { RequirementOf } from "../policy/Requirement.ts"
import type { PastClaim, RefundCase } from "../quote/RefundCase.ts"
import { millisecondsOf } from "../shape/instant.ts"
import { UNPRICED, type Meaning } from "./Judged.ts"
import { limitOf } from "./limits.ts"

const DAY = 86_400_000

type Of = "CustomerAtMost" | "ActorLimit"

const whose = {
  CustomerAtMost: { fact: "customerHistory", broken: "CustomerAboveLimit" },
  ActorLimit: { fact: "actorHistory", broken: "ActorAboveLimit" },
} as const

export const atMostInHistory = (requires: RequirementOf<Of>): Meaning => {
  const { _tag: requirement, count: maxCount = null, days, limits } = requires
  const { broken, fact } = whose[requirement]
  return ({ facts, paid }) => {
    const history = facts[fact]
    if (history === undefined) return { _tag: "FactMissing", requirement, fact }
    if (limits !== undefined && paid === UNPRICED) return { _tag: "FactMissing", requirement, fact: "amount" }
    const { currency } = facts.payment
    const maxAmount = limits === undefined ? null : limitOf(limits, currency)
    const past = lately(history, facts, days)
    const count = past.count + 1
    const amount = past.amount + (paid === UNPRICED ? 0 : paid)
    const holds = (maxCount === null || count <= maxCount) && (limits === undefined || amount <= (maxAmount ?? 0))
    if (holds) return undefined
    return { _tag: broken, days, count, maxCount, amount: limits === undefined ? null : amount, maxAmount, currency }
  }
}

/** How much of an amount limit is left; what is paid may be at most this. */
export const leftInHistory = ({ _tag, days, limits }: RequirementOf<Of>, facts: RefundCase): number | undefined => {
  const history = facts[whose[_tag].fact]
  if (limits === undefined || history === undefined) return undefined
  return (limitOf(limits, facts.payment.currency) ?? 0) - lately(history, facts, days).amount
}

/** A claim counts until `days` have passed since it; one from after `askedAt` counts too: a clock is no excuse. */
const lately = (
  history: readonly PastClaim[],
  { askedAt, payment }: RefundCase,
  days: number,
): { count: number; amount: number } => {
  const since = history.length === 0 ? 0 : millisecondsOf(askedAt) - days * DAY
  const past = { count: 0, amount: 0 }
  for (const { amount, at, currency } of history) {
    if (currency !== payment.currency || !(millisecondsOf(at) > since)) continue
    past.count += 1
    past.amount = Math.min(past.amount + amount, Number.MAX_SAFE_INTEGER)
  }
  return past
}
