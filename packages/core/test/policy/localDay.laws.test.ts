import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { startOfLocalDay } from "../../src/policy/localDay.ts"

const places = [
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Asia/Kolkata",
  "Africa/Cairo",
  "Pacific/Apia",
  "America/Havana",
  "Australia/Lord_Howe",
] as const
const moments = fc.integer({ min: Date.UTC(1980), max: Date.UTC(2040) })
const formats = new Map(
  places.map((timeZone) => [timeZone, new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" })]),
)
const dateIn = (place: (typeof places)[number], moment: number): string => formats.get(place)!.format(moment)
const after = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

describe("the start of a local day", () => {
  law(
    "is its first millisecond: the one before is another day",
    fc.tuple(moments, fc.nat(400), fc.constantFrom(...places)),
    ([moment, days, place]) => {
      const start = startOfLocalDay(moment, days, place)!
      const wanted = after(dateIn(place, moment), days)
      // A place may have left a day out altogether: then the next one starts.
      if (dateIn(place, start) < wanted || dateIn(place, start - 1) >= wanted)
        expect.fail(`${place} ${moment} ${days}: ${start}`)
    },
  )
})
