import { apportion, split } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

/** By the book: exact fractions, sorted, the earlier entry first. */
const byTheBook = (weights: readonly number[], total: number): readonly number[] => {
  const sum = weights.reduce((all, one) => all + BigInt(one), 0n)
  const exact = weights.map((weight, index) => {
    const product = BigInt(weight) * BigInt(total)
    return { index, share: product / sum, fraction: product % sum }
  })
  const left = BigInt(total) - exact.reduce((all, { share }) => all + share, 0n)
  const ranked = exact.toSorted((a, b) =>
    a.fraction === b.fraction ? a.index - b.index : a.fraction > b.fraction ? -1 : 1,
  )
  const lucky = new Set(ranked.slice(0, Number(left)).map(({ index }) => index))
  return exact.map(({ index, share }) => Number(share) + (lucky.has(index) ? 1 : 0))
}

/** The same numbers on every run: this table is an edge table, not a sample. */
const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const sizes = [1, 2, 3, 15, 16, 17, 18, 40, 200]
const magnitudes = [2, 3, 10, 1000, 2 ** 20, 2 ** 31, 2 ** 33, 2 ** 44]

describe.each(sizes)("largest remainders of %i entries", (size) => {
  it.each(magnitudes)("agree with exact fractions below %i", (magnitude) => {
    const next = numbers(size * 31 + magnitude)
    for (let round = 0; round < 20; round++) {
      const weights = Array.from({ length: size }, () => next(magnitude))
      const sum = weights.reduce((all, one) => all + one, 0)
      if (sum === 0) continue
      for (const total of [1, next(sum + 1), sum - 1, sum, 2 ** 31 - 1, 2 ** 31]) {
        expect(split(weights, total)).toEqual(byTheBook(weights, total))
        if (total <= sum) expect(apportion(weights, total)).toEqual(byTheBook(weights, total))
      }
    }
  })
})

describe("largest remainders whose fractions stand close together", () => {
  const next = numbers(5)
  const alike = Array.from({ length: 400 }, () => 1000 + next(900))
  const sum = alike.reduce((all, one) => all + one, 0)

  it.each([2, 3, 7, 100])("agree with exact fractions for one part in %i", (part) => {
    expect(apportion(alike, Math.floor(sum / part))).toEqual(byTheBook(alike, Math.floor(sum / part)))
  })

  it("agree with exact fractions where every entry is the same", () => {
    const same = Array.from({ length: 100 }, () => 7)
    expect(apportion(same, 333)).toEqual(byTheBook(same, 333))
  })

  it("agree with exact fractions where they double from each to the next, up to the largest a number holds", () => {
    const doubling = [...Array.from({ length: 52 }, (_, index) => 2 ** index), 1]
    for (const total of [1, 2, 3, 2 ** 51 + 1, 2 ** 52 - 1]) {
      expect(apportion(doubling, total)).toEqual(byTheBook(doubling, total))
    }
  })
})

describe("largest remainders of products that numbers do not hold", () => {
  // The first fraction is one half or just below it, which a product past 2^53 no longer tells.
  it.each([
    [[6_871_947_674, 1_717_986_919], 2 ** 31 - 1],
    [[1_717_986_919, 6_871_947_674], 2 ** 31 - 1],
    [[1_700_091_230, 447_392_429], 2 ** 31 - 1],
    [[447_392_429, 1_700_091_230], 2 ** 31 - 1],
  ])("agree with exact fractions: %j of %i", (weights, amount) => {
    expect(split(weights, amount)).toEqual(byTheBook(weights, amount))
  })
})

describe("apportion", () => {
  it("gives a list of its own, also where it gives everything", () => {
    const remaining = [1, 2]
    expect(apportion(remaining, 3)).not.toBe(remaining)
  })

  it("says what it cannot take from what, shortened", () => {
    expect(() => apportion([1, 2], 4)).toThrow("cannot take `4` from `[1, 2]`")
    const many = Array.from({ length: 9 }, () => 1)
    expect(() => apportion(many, 10)).toThrow("cannot take `10` from `[1, 1, 1, 1, 1, 1, 1, 1]`")
    expect(() => apportion([-1], 0)).toThrow(RangeError)
    expect(() => apportion([2 ** 53 - 1, 1], 0)).toThrow(RangeError)
  })
})
