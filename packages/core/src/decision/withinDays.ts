/** The end of a window: days of 24 hours, or the end of a local day; the end itself is outside. */
import { startOfLocalDay } from "../policy/localDay.ts"
import type { RequirementOf } from "../policy/Requirement.ts"
import type { MissingFact, PolicyViolation } from "../policy/Violation.ts"
import type { Moments } from "../quote/moments.ts"
import { instantOf } from "../shape/instant.ts"
import type { Meaning } from "./Judged.ts"

const DAY = 86_400_000

const startedAt = { captured: "capturedAt", delivered: "deliveredAt", ordered: "orderedAt" } as const

/** By its name, not by a computed key, which costs more than all the rest of the rule. */
const startOf = ({ captured, delivered, ordered }: Moments, of: keyof typeof startedAt): number =>
  of === "captured" ? captured : of === "delivered" ? delivered : ordered

/** Whether so many days of 24 hours have not passed yet since a moment; nothing is within days of one that is not known. */
export const isWithin = (days: number, since: number, at: number): boolean => at < since + days * DAY

export const withinDays = ({ days, of, timeZone }: RequirementOf<"WithinDays">): Meaning => {
  const endOf = timeZone === undefined ? undefined : endOfLocalDay(days, timeZone)
  return ({ facts, moments }) => {
    const start = startOf(moments, of)
    if (endOf === undefined && isWithin(days, start, moments.asked)) return undefined
    if (Number.isNaN(start)) return missing(startedAt[of])
    const end = endOf === undefined ? start + days * DAY : endOf(start)
    if (end === undefined) return missing("localTime")
    if (moments.asked < end) return undefined
    return { _tag: "WindowClosed", of, days, endedAt: instantOf(end), askedAt: facts.askedAt }
  }
}

const missing = (fact: MissingFact): PolicyViolation => ({ _tag: "FactMissing", requirement: "WithinDays", fact })

const endOfLocalDay = (days: number, timeZone: string): ((start: number) => number | undefined) => {
  // The last end is kept: the cases of one payment share it, and local time takes long to find out.
  let knownStart: number | undefined
  let known: number | undefined
  return (start) => {
    if (start !== knownStart) {
      known = startOfLocalDay(start, days + 1, timeZone)
      knownStart = start
    }
    return known
  }
}
