/** What somebody got back lately, this refund included: how often, and how much, in the payment's currency. */
import type { RequirementOf } from "../policy/Requirement.ts"
import type { PastClaim } from "../quote/RefundCase.ts"
import { UNPRICED, type Judged, type Meaning } from "./Judged.ts"
import { limitOf, limitsIn } from "./limits.ts"
import { isWithin } from "./withinDays.ts"

type Of = "CustomerAtMost" | "ActorLimit"

const whose = {
  CustomerAtMost: { fact: "customerHistory", read: "customer", broken: "CustomerAboveLimit" },
  ActorLimit: { fact: "actorHistory", read: "actor", broken: "ActorAboveLimit" },
} as const

export const atMostInHistory = (requires: RequirementOf<Of>): Meaning => {
  const { _tag: requirement, count: maxCount = null, days, limits } = requires
  const { broken, fact, read } = whose[requirement]
  const limitFor = limits === undefined ? () => null : limitsIn(limits)
  return ({ facts, moments, paid }) => {
    const history = facts[fact]
    if (history === undefined) return { _tag: "FactMissing", requirement, fact }
    if (limits !== undefined && paid === UNPRICED) return { _tag: "FactMissing", requirement, fact: "amount" }
    const { currency } = facts.payment
    const maxAmount = limitFor(currency)
    const past = lately(days, history, moments[read], moments.asked, currency)
    const count = past.count + 1
    const amount = past.amount + paid
    const holds = (maxCount === null || count <= maxCount) && (limits === undefined || amount <= (maxAmount ?? 0))
    if (holds) return undefined
    return { _tag: broken, days, count, maxCount, amount: limits === undefined ? null : amount, maxAmount, currency }
  }
}

/** How much of an amount limit is left; what is paid may be at most this. */
export const leftInHistory = (
  { _tag, days, limits }: RequirementOf<Of>,
  { facts, moments }: Judged,
): number | undefined => {
  const { fact, read } = whose[_tag]
  const history = facts[fact]
  if (limits === undefined || history === undefined) return undefined
  const { currency } = facts.payment
  const past = lately(days, history, moments[read], moments.asked, currency)
  return (limitOf(limits, currency) ?? 0) - past.amount
}

interface Past {
  readonly count: number
  readonly amount: number
}

/** A claim counts until `days` have passed since it; one from after it is asked counts too: a clock is no excuse. */
const lately = (
  days: number,
  history: readonly PastClaim[],
  moments: readonly number[],
  asked: number,
  currency: string,
): Past => {
  let count = 0
  let amount = 0
  for (let index = 0; index < history.length; index++) {
    const past = history[index]!
    if (past.currency !== currency || !isWithin(days, moments[index]!, asked)) continue
    count += 1
    amount = Math.min(amount + past.amount, Number.MAX_SAFE_INTEGER)
  }
  return { count, amount }
}
