import { proportion } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { law } from "../law.ts"

const MAX = Number.MAX_SAFE_INTEGER
const minor = fc.oneof(
  fc.nat(20),
  fc.nat(1_000_000),
  fc.maxSafeNat(),
  fc.constantFrom(0, 1, 2, 94906265, 94906266, 94906267, 2 ** 31, 2 ** 52, MAX - 1, MAX),
)
const whole = minor.map((any) => Math.max(1, any))
const three = fc.record({ part: minor, amount: minor, whole })
const within = three.map(({ part, amount, whole }) => ({ part: part % (whole + 1), amount, whole }))

/** The definition: rational arithmetic in BigInt, the result -1 where it passes 2^53 - 1. */
const byTheBook = (part: number, amount: number, whole: number, half: bigint): number => {
  const doubled = 2n * BigInt(part) * BigInt(amount) + half * BigInt(whole)
  const result = doubled / (2n * BigInt(whole))
  return result > BigInt(MAX) ? -1 : Number(result)
}

describe("proportion", () => {
  law("is the exact quotient rounded half up", three, ({ part, amount, whole }) => {
    expect(proportion(part, amount, whole)).toBe(byTheBook(part, amount, whole, 1n))
  })

  law("is the exact quotient without its fraction when rounded down", three, ({ part, amount, whole }) => {
    expect(proportion(part, amount, whole, "down")).toBe(byTheBook(part, amount, whole, 0n))
  })

  law(
    "of a part within the whole is within the amount, and the whole is all of it",
    within,
    ({ part, amount, whole }) => {
      expect(proportion(part, amount, whole)).toBeGreaterThanOrEqual(0)
      expect(proportion(part, amount, whole)).toBeLessThanOrEqual(amount)
      expect(proportion(whole, amount, whole)).toBe(amount)
      expect(proportion(0, amount, whole)).toBe(0)
    },
  )

  law("never gives more for a smaller part", fc.tuple(within, minor), ([{ part, amount, whole }, other]) => {
    expect(proportion(Math.min(part, other), amount, whole)).toBeLessThanOrEqual(proportion(part, amount, whole))
  })
})
