import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"
import { instantOf, millisecondsOf } from "../../src/shape/instant.ts"

const moments = fc.integer({ min: Date.UTC(2000) - 2000 * 366 * 86_400_000 + 1e12, max: Date.UTC(9999, 11, 31) })

describe("the milliseconds of an instant", () => {
  law("are those it was made of, in every year there is", moments, (moment) => {
    if (millisecondsOf(instantOf(moment)) !== moment) expect(instantOf(moment)).toBe(moment)
  })
})
