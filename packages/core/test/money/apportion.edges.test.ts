import { apportion, split } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

const MAX = Number.MAX_SAFE_INTEGER

describe("apportion", () => {
  it.each([
    ["nothing from nothing", [], 0, []],
    ["nothing", [5, 5], 0, [0, 0]],
    ["everything", [200, 800], 1000, [200, 800]],
    ["one short of everything", [200, 800], 999, [200, 799]],
    ["one", [200, 800], 1, [0, 1]],
    ["a tie goes to the earlier entry", [500, 500], 1, [1, 0]],
    ["two ties", [1, 1, 1], 2, [1, 1, 0]],
    ["free entries get nothing", [0, 3, 0], 2, [0, 2, 0]],
    ["tax of 333 of 1000", [200, 800], 333, [67, 266]],
    ["past numbers that multiply safely", [MAX - 1, 1], MAX - 1, [MAX - 2, 1]],
    [
      "half of the largest sum",
      [4503599627370496, 4503599627370495],
      4503599627370495,
      [2251799813685248, 2251799813685247],
    ],
  ])("%s", (_, remaining, amount, shares) => {
    expect(apportion(remaining, amount)).toEqual(shares)
  })

  it("gives leftovers to the largest fractions past sixteen entries as well", () => {
    const alternating = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 3 : 1))
    const firstTenOfTheOnes = alternating.map((one, index) => (one === 3 ? 1 : index < 20 ? 1 : 0))
    expect(apportion(alternating, 30)).toEqual(firstTenOfTheOnes)
  })

  it.each([
    ["more than remains", [1, 2], 4],
    ["a negative amount", [1, 2], -1],
    ["minus zero", [1, 2], -0],
    ["a fraction", [1, 2], 0.5],
    ["not a number", [1, 2], Number.NaN],
    ["a fraction remaining", [1.5, 2], 1],
    ["minus zero remaining", [-0, 2], 1],
    ["a sum past 2^53 - 1", [MAX, 1], 1],
  ])("throws a RangeError for %s", (_, remaining, amount) => {
    expect(() => apportion(remaining, amount)).toThrow(RangeError)
  })
})

describe("split", () => {
  it.each([
    ["the frozen tax of an order", [6833, 5750, 8500, 6833], 5583, [1367, 1150, 1700, 1366]],
    ["an order discount", [600, 400], 100, [60, 40]],
    ["more than the weights", [1, 2], 300, [100, 200]],
    ["nothing that could carry it", [0, 0], 5, [0, 0]],
    ["a number money cannot be", [1, 2], -0, [0, 0]],
    ["no weights", [], 5, []],
  ])("%s", (_, weights, total, shares) => {
    expect(split(weights, total)).toEqual(shares)
  })
})
