/** The end of a window: days of 24 hours, or the end of a local day; the end itself is outside. */
import { startOfLocalDay } from "../policy/localDay.ts"
import type { RequirementOf } from "../policy/Requirement.ts"
import type { MissingFact, PolicyViolation } from "../policy/Violation.ts"
import { instantOf, millisecondsOf, type Instant } from "../shape/instant.ts"
import type { Meaning } from "./Judged.ts"

const DAY = 86_400_000

const startedAt = { captured: "capturedAt", delivered: "deliveredAt", ordered: "orderedAt" } as const

export const withinDays = ({ days, of, timeZone }: RequirementOf<"WithinDays">): Meaning => {
  const fact = startedAt[of]
  const missing = (what: MissingFact): PolicyViolation => ({
    _tag: "FactMissing",
    requirement: "WithinDays",
    fact: what,
  })
  // The last window is kept: the cases of one payment, or of one backtest's day, share it.
  let knownStart: Instant | undefined
  let knownEnd: number | undefined
  let knownAsked: Instant | undefined
  let isInside = false
  return ({ facts }) => {
    const { askedAt } = facts
    const start = facts.payment[fact]
    if (start === undefined) return missing(fact)
    if (start !== knownStart || askedAt !== knownAsked) {
      if (start !== knownStart) {
        const from = millisecondsOf(start)
        knownEnd = timeZone === undefined ? from + days * DAY : startOfLocalDay(from, days + 1, timeZone)
        knownStart = start
      }
      isInside = knownEnd !== undefined && millisecondsOf(askedAt) < knownEnd
      knownAsked = askedAt
    }
    if (isInside) return undefined
    if (knownEnd === undefined || !Number.isFinite(knownEnd))
      return missing(timeZone === undefined ? fact : "localTime")
    return { _tag: "WindowClosed", of, days, endedAt: instantOf(knownEnd), askedAt }
  }
}
