import fc from "fast-check"
import { describe, expect } from "vitest"
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
