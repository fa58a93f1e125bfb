/** Days as a place counts them, through Intl alone; undefined where the host has no Intl or does not know the place. */

const DAY = 86_400_000

/** The first millisecond of the local day that is `days` after the local day of a moment. */
export const startOfLocalDay = (moment: number, days: number, timeZone: string): number | undefined => {
  const format = formatOf(timeZone)
  if (format === undefined) return undefined
  const local = wallClock(format, moment)
  const midnight = local - modulo(local, DAY) + days * DAY
  // Nearly always what the clock was ahead of UTC the day before it still is.
  const near = midnight - DAY
  const start = midnight - (wallClock(format, near) - near)
  return wallClock(format, start) === midnight ? start : firstFrom(format, midnight)
}

/** Tells whether this host can count days in a time zone. */
export const knowsTimeZone = (timeZone: string): boolean => formatOf(timeZone) !== undefined

/** Tells whether this host can count local days at all. */
export const hasTimeZones = (): boolean => typeof Intl === "object" && typeof Intl.DateTimeFormat === "function"

const modulo = (value: number, by: number): number => ((value % by) + by) % by

/** The clock changed, or skipped this very midnight: the day starts with the first moment that shows no less. */
const firstFrom = (format: Intl.DateTimeFormat, midnight: number): number => {
  let before = midnight - DAY
  let after = midnight + DAY
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (wallClock(format, middle) < midnight) before = middle
    else after = middle
  }
  return after
}

/** What the place's clock shows at a moment, read as if it were UTC. */
const wallClock = (format: Intl.DateTimeFormat, moment: number): number => {
  const shown: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(moment)) shown[type] = Number(value)
  const { day, hour, minute, month, second, year } = shown
  const whole = new Date(Date.UTC(2000, 0, 1, hour, minute, second)).setUTCFullYear(year!, month! - 1, day)
  return whole + modulo(moment, 1000)
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>()

const formatOf = (timeZone: string): Intl.DateTimeFormat | undefined => {
  if (!formats.has(timeZone)) {
    if (formats.size >= 1000) formats.clear()
    formats.set(timeZone, newFormat(timeZone))
  }
  return formats.get(timeZone)
}

const newFormat = (timeZone: string): Intl.DateTimeFormat | undefined => {
  const part = "numeric"
  const parts = { year: part, month: part, day: part, hour: part, minute: part, second: part } as const
  try {
    return new Intl.DateTimeFormat("en-US-u-ca-iso8601", {
      ...parts,
      timeZone,
      hourCycle: "h23",
      numberingSystem: "latn",
    })
  } catch {
    return undefined
  }
}
