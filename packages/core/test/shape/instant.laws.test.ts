import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { law } from "../law.ts"
import { dayOf, instantOf, isWithin, millisecondsOf } from "../../src/shape/instant.ts"

const moments = fc.integer({ min: Date.UTC(2000) - 2000 * 366 * 86_400_000 + 1e12, max: Date.UTC(9999, 11, 31) })

describe("the milliseconds of an instant", () => {
  law("are those it was made of, in every year there is", moments, (moment) => {
    if (millisecondsOf(instantOf(moment)) !== moment) expect(instantOf(moment)).toBe(moment)
  })
})

const DAY = 86_400_000
const nearTheEnd = fc.tuple(moments, fc.nat(400), fc.constantFrom(-DAY, -1, 0, 1, DAY, DAY / 2))

describe("an instant", () => {
  law("is written as `Date` writes it", moments, (moment) => {
    expect(instantOf(moment)).toBe(new Date(moment).toISOString())
  })

  it("is written as `Date` writes it on every first, last and leap day of four hundred years, and at the ends of time", () => {
    for (let year = 1900; year <= 2300; year++) {
      for (const [month, day] of [
        [0, 1],
        [1, 28],
        [1, 29],
        [2, 1],
        [6, 31],
        [7, 31],
        [11, 31],
      ] as const) {
        for (const time of [0, DAY - 1]) {
          const moment = Date.UTC(year, month, day) + time
          expect(instantOf(moment)).toBe(new Date(moment).toISOString())
        }
      }
    }
    for (const text of [
      "0000-01-01T00:00:00.000Z",
      "0000-02-29T23:59:59.999Z",
      "0000-03-01T00:00:00.000Z",
      "9999-12-31T23:59:59.999Z",
    ])
      expect(instantOf(Date.parse(text))).toBe(text)
  })
})

describe("days that pass", () => {
  law("are counted since 1970", moments, (moment) => {
    expect(dayOf(instantOf(moment))).toBe(Math.floor(moment / DAY))
  })

  law("end to the millisecond, whatever days the two instants fall on", nearTheEnd, ([since, days, beside]) => {
    const at = since + days * DAY + beside
    if (at > Date.UTC(9999, 11, 31)) return
    expect(isWithin(days, instantOf(since), instantOf(at))).toBe(beside < 0)
  })
})
