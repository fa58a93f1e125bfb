/** How much there is to read in a value, as one number: fewer parts, smaller amounts and rounder dates weigh less. */

const DAY = 86_400_000

/** Where the simplest case stands in time. */
const FIRST = Date.parse("2026-01-01T00:00:00.000Z")

/** What a name is in the simplest case. */
export const simplest: Readonly<Record<string, string>> = { provider: "sandbox", currency: "EUR", kind: "product" }

export const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text)

/** The weight of any JSON value; `name` is the member it stands under. */
export const weight = (value: unknown, name = ""): number => {
  if (typeof value === "number") return 1 + Math.log2(Math.abs(value) + 1)
  if (typeof value === "string") {
    if (isInstant(value)) return weightOfInstant(Date.parse(value))
    return 1 + (name in simplest && simplest[name] !== value ? 10 : 0)
  }
  if (typeof value !== "object" || value === null) return 1
  return Object.entries(value).reduce((total, [key, member]) => total + 100 + weight(member, key), 1)
}

const weightOfInstant = (moment: number): number => {
  const parts = [1000, 60_000, 3_600_000, DAY]
  const uneven = parts.filter((part) => moment % part !== 0).length
  return 10 * uneven + Math.log2(Math.abs(moment - FIRST) / DAY + 1)
}

/** Rounder and nearer moments, the roundest first. */
export const simplerInstants = (text: string): readonly string[] => {
  const moment = Date.parse(text)
  const distance = moment - FIRST
  const nearer = [1, 2, 4, 8, 16, 32, 64, 128, 256].map((part) => distance - Math.trunc(distance / part / DAY) * DAY)
  const rounder = [DAY, 3_600_000, 60_000, 1000].flatMap((part) => [
    moment - (moment % part) - FIRST,
    moment - (moment % part) + part - FIRST,
  ])
  return [...nearer, distance - DAY, distance - 3_600_000, ...rounder].map((one) => new Date(FIRST + one).toISOString())
}

/** Smaller numbers, the smallest first, closing in on the number. */
export const simplerNumbers = (value: number): readonly number[] => {
  if (value <= 0 || !Number.isSafeInteger(value)) return []
  const found = new Set([0, 1])
  for (let part = value - Math.floor(value / 2); part >= 1; part = Math.floor(part / 2)) found.add(value - part)
  return [...found].filter((one) => one < value)
}
