/** Instants as facts: RFC 3339 text in one canonical UTC form, so that comparing text compares time. */

/**
 * A moment, always written `2026-01-31T12:00:00.000Z`: as text it sorts as time does.
 *
 * @since 0.1.0
 */
export type Instant = string & { readonly Instant: unique symbol }

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/

/**
 * Reads RFC 3339 text with an offset; impossible dates, leap seconds and text without an offset are no instants.
 *
 * @example
 * ```ts
 * import { parseInstant } from "@refund-rules/core"
 *
 * parseInstant("2026-01-31T13:00:00+01:00") // => "2026-01-31T12:00:00.000Z"
 * parseInstant("2026-02-30T12:00:00Z") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const parseInstant = (value: unknown): Instant | undefined => {
  if (typeof value !== "string") return undefined
  const parts = rfc3339.exec(value)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [fraction = "", sign, aheadHours = 0, aheadMinutes = 0] = parts.slice(7)
  const isPossible =
    month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60
  if (!isPossible || Number(aheadHours) > 23 || Number(aheadMinutes) > 59) return undefined
  // Finer than a millisecond is cut, never rounded up: an instant never moves past the end of a window.
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"))
  const ahead = Number(aheadHours) * 60 + Number(aheadMinutes)
  const inUtc = sign === "-" ? minute + ahead : minute - ahead
  const at = Date.UTC(year + CYCLE, month - 1, day, hour, inUtc, second, milliseconds) - DAYS_IN_400_YEARS * DAY
  return at >= FIRST && at <= LAST ? instantOf(at) : undefined
}

const FIRST = Date.parse("0000-01-01T00:00:00.000Z")
const LAST = Date.parse("9999-12-31T23:59:59.999Z")

/** Years after which the calendar begins anew: `Date.UTC` takes the first hundred years for other ones. */
const CYCLE = 400

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year + CYCLE, month, 0)).getUTCDate()

/** The instant of a count of milliseconds since 1970: written in a third of the time that `Date` takes. */
export const instantOf = (milliseconds: number): Instant => {
  if (!(milliseconds >= FIRST_MARCH && milliseconds <= LAST)) return new Date(milliseconds).toISOString() as Instant
  const day = Math.floor(milliseconds / DAY)
  const rest = milliseconds - day * DAY
  const seconds = (rest / 1000) | 0
  const minutes = (seconds / 60) | 0
  const thousandths = rest - seconds * 1000
  const time = `${digits[(minutes / 60) | 0]!}:${digits[minutes % 60]!}:${digits[seconds % 60]!}`
  return `${dateOf(day)}T${time}.${(thousandths / 100) | 0}${digits[thousandths % 100]!}Z` as Instant
}

/** The date of a day counted since 1970, in years that begin with March, so that a leap day is the last of its year. */
const dateOf = (day: number): string => {
  const quarters = 4 * (day + DAYS_TO_1970 - DAYS_TO_MARCH) + 3
  const century = (quarters / DAYS_IN_400_YEARS) | 0
  const ofCentury = (quarters % DAYS_IN_400_YEARS) | 3
  const dayOfYear = ((ofCentury % DAYS_IN_4_YEARS) / 4) | 0
  // Five months from March on, or from August on, have 153 days.
  const fifths = 5 * dayOfYear + 2
  const month = (fifths / 153) | 0
  const isNextYear = month >= 10
  const year = 100 * century + ((ofCentury / DAYS_IN_4_YEARS) | 0) + (isNextYear ? 1 : 0)
  const dayOfMonth = (((fifths % 153) / 5) | 0) + 1
  return `${digits[(year / 100) | 0]!}${digits[year % 100]!}-${digits[isNextYear ? month - 9 : month + 3]!}-${digits[dayOfMonth]!}`
}

/** Every number of two digits, written. */
const digits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, "0"))

/** Milliseconds since 1970, read off the canonical form: a tenth of the time that parsing any date takes. */
export const millisecondsOf = (at: Instant): number => {
  if (at.length !== CANONICAL.length) return Date.parse(at)
  const seconds = twoDigits(at, 11) * 3600 + twoDigits(at, 14) * 60 + twoDigits(at, 17)
  return dayOf(at) * DAY + seconds * 1000 + (at.charCodeAt(20) - 48) * 100 + twoDigits(at, 21)
}

/** The day in UTC on which an instant falls, counted since 1970. */
export const dayOf = (at: Instant): number => {
  if (at.length !== CANONICAL.length) return Math.floor(Date.parse(at) / DAY)
  const century = twoDigits(at, 0)
  const year = twoDigits(at, 2)
  const month = twoDigits(at, 5)
  // This year's leap day is among them, and is taken off again where it is still to come.
  const leapDays = 24 * century + (century >> 2) + (year >> 2)
  const isLeapYear = ((year === 0 ? century : year) & 3) === 0
  const days = 365 * (100 * century + year) + leapDays + daysBefore[month]! + twoDigits(at, 8)
  return days - DAYS_TO_1970 - (isLeapYear && month < 3 ? 1 : 0)
}

/** Whether an instant comes before so many days of 24 hours have passed since another; the end itself does not. */
export const isWithin = (days: number, since: Instant, at: Instant, today: number = dayOf(at)): boolean => {
  const passed = today - dayOf(since)
  if (passed <= days - 1) return true
  if (passed >= days + 1) return false
  // Only on the last day do hours matter.
  return millisecondsOf(at) < millisecondsOf(since) + days * DAY
}

const CANONICAL = "2026-01-31T12:00:00.000Z"
const DAY = 86_400_000
const DAYS_TO_1970 = 719_528
const DAYS_TO_MARCH = 60
const DAYS_IN_400_YEARS = 146_097
const DAYS_IN_4_YEARS = 1461
const FIRST_MARCH = (DAYS_TO_MARCH - DAYS_TO_1970) * DAY

/** The days of a common year before each month, from 1. */
const daysBefore = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]

const twoDigits = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528

/** The later of two instants. */
export const later = (a: Instant, b: Instant): Instant => (a < b ? b : a)
