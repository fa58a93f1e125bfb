/** The end of a window: days of 24 hours, or the end of a local day; the end itself is outside. */
import { startOfLocalDay } from "../policy/localDay.ts"
import type { RequirementOf } from "../policy/Requirement.ts"
import type { MissingFact, PolicyViolation } from "../policy/Violation.ts"
import { instantOf, isWithin, millisecondsOf, type Instant } from "../shape/instant.ts"
import type { Payment } from "../payment/Payment.ts"
import type { Meaning } from "./Judged.ts"

const DAY = 86_400_000

const startedAt = { captured: "capturedAt", delivered: "deliveredAt", ordered: "orderedAt" } as const

/** By its name, not by a computed key, which costs more than all the rest of the rule. */
const startOf = ({ capturedAt, deliveredAt, orderedAt }: Payment, of: keyof typeof startedAt): Instant | undefined =>
  of === "captured" ? capturedAt : of === "delivered" ? deliveredAt : orderedAt

export const withinDays = ({ days, of, timeZone }: RequirementOf<"WithinDays">): Meaning => {
  const fact = startedAt[of]
  const endOf = timeZone === undefined ? undefined : endOfLocalDay(days, timeZone)
  return ({ facts, today }) => {
    const { askedAt } = facts
    const start = startOf(facts.payment, of)
    if (start === undefined) return missing(fact)
    if (endOf === undefined && isWithin(days, start, askedAt, today)) return undefined
    const end = endOf === undefined ? millisecondsOf(start) + days * DAY : endOf(start)
    if (end === undefined) return missing("localTime")
    if (millisecondsOf(askedAt) < end) return undefined
    return { _tag: "WindowClosed", of, days, endedAt: instantOf(end), askedAt }
  }
}

const missing = (fact: MissingFact): PolicyViolation => ({ _tag: "FactMissing", requirement: "WithinDays", fact })

const endOfLocalDay = (days: number, timeZone: string): ((start: Instant) => number | undefined) => {
  // The last end is kept: the cases of one payment share it, and local time takes long to find out.
  let knownStart: Instant | undefined
  let known: number | undefined
  return (start) => {
    if (start !== knownStart) {
      known = startOfLocalDay(millisecondsOf(start), days + 1, timeZone)
      knownStart = start
    }
    return known
  }
}
