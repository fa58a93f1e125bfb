/** What somebody got back lately, this refund included: how often, and how much, in the payment's currency. */
import type { RequirementOf } from "../policy/Requirement.ts"
import type { PastClaim, RefundCase } from "../quote/RefundCase.ts"
import { dayOf, isWithin } from "../shape/instant.ts"
import { UNPRICED, type Meaning } from "./Judged.ts"
import { limitOf, limitsIn } from "./limits.ts"

type Of = "CustomerAtMost" | "ActorLimit"

const whose = {
  CustomerAtMost: { fact: "customerHistory", broken: "CustomerAboveLimit" },
  ActorLimit: { fact: "actorHistory", broken: "ActorAboveLimit" },
} as const

export const atMostInHistory = (requires: RequirementOf<Of>): Meaning => {
  const { _tag: requirement, count: maxCount = null, days, limits } = requires
  const { broken, fact } = whose[requirement]
  const limitFor = limits === undefined ? () => null : limitsIn(limits)
  const pastOf = lately(days)
  return ({ facts, paid, today }) => {
    const history = facts[fact]
    if (history === undefined) return { _tag: "FactMissing", requirement, fact }
    if (limits !== undefined && paid === UNPRICED) return { _tag: "FactMissing", requirement, fact: "amount" }
    const { currency } = facts.payment
    const maxAmount = limitFor(currency)
    const past = pastOf(history, facts, today)
    const count = past.count + 1
    const amount = past.amount + paid
    const holds = (maxCount === null || count <= maxCount) && (limits === undefined || amount <= (maxAmount ?? 0))
    if (holds) return undefined
    return { _tag: broken, days, count, maxCount, amount: limits === undefined ? null : amount, maxAmount, currency }
  }
}

/** How much of an amount limit is left; what is paid may be at most this. */
export const leftInHistory = ({ _tag, days, limits }: RequirementOf<Of>, facts: RefundCase): number | undefined => {
  const history = facts[whose[_tag].fact]
  if (limits === undefined || history === undefined) return undefined
  return (limitOf(limits, facts.payment.currency) ?? 0) - lately(days)(history, facts, dayOf(facts.askedAt)).amount
}

/** A claim counts until `days` have passed since it; one from after `askedAt` counts too: a clock is no excuse. */
const lately = (days: number): ((history: readonly PastClaim[], facts: RefundCase, today: number) => Past) => {
  // The last answer is kept: a history is looked at again for every size that is tried.
  let knownHistory: readonly PastClaim[] | undefined
  let knownAsked: string | undefined
  let knownCurrency: string | undefined
  let known: Past = nothing
  return (history, facts, today) => {
    const { askedAt, payment } = facts
    if (history.length === 0) return nothing
    if (history === knownHistory && askedAt === knownAsked && payment.currency === knownCurrency) return known
    knownHistory = history
    knownAsked = askedAt
    knownCurrency = payment.currency
    known = since(days, history, facts, today)
    return known
  }
}

interface Past {
  readonly count: number
  readonly amount: number
}

const nothing: Past = { count: 0, amount: 0 }

const since = (days: number, history: readonly PastClaim[], facts: RefundCase, today: number): Past => {
  const { askedAt, payment } = facts
  let count = 0
  let amount = 0
  for (const past of history) {
    if (past.currency !== payment.currency || !isWithin(days, past.at, askedAt, today)) continue
    count += 1
    amount = Math.min(amount + past.amount, Number.MAX_SAFE_INTEGER)
  }
  return { count, amount }
}
