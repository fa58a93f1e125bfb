/** The end of a window in milliseconds, worked out a second time and apart from the core: days, or days as a place has them. */

const DAY = 86_400_000

/** The first moment outside: `days` of 24 hours on, or with a time zone the start of the local day after. */
export const windowEnd = (start: string, days: number, timeZone?: string): number => {
  const from = Date.parse(start)
  if (timeZone === undefined) return from + days * DAY
  const local = from + offsetAt(from, timeZone)
  const midnight = Math.floor(local / DAY) * DAY + (days + 1) * DAY
  // The offset at the end may differ from the one at the start, and is found from near the end.
  const near = midnight - offsetAt(midnight, timeZone)
  return midnight - offsetAt(near, timeZone)
}

/** What a place's clock is ahead of UTC. */
const offsetAt = (moment: number, timeZone: string): number => {
  const shown = formatOf(timeZone).format(moment)
  return Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(moment / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs more than using it a hundred times. */
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" })
  formats.set(timeZone, made)
  return made
}
