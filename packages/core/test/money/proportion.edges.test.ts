import { proportion } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

const MAX = Number.MAX_SAFE_INTEGER

describe("proportion", () => {
  it.each([
    ["one third", 1, 1000, 3, 333, 333],
    ["two thirds", 2, 1000, 3, 667, 666],
    ["just below half a unit", 49, 1, 100, 0, 0],
    ["half a unit", 50, 1, 100, 1, 0],
    ["just above half a unit", 51, 1, 100, 1, 0],
    ["restocking of 15 %", 1500, 2400, 10000, 360, 360],
    ["a fee share", 1500, 1000, 2000, 750, 750],
    ["nothing of something", 0, 5, 7, 0, 0],
    ["something of nothing", 5, 0, 7, 0, 0],
    ["of no whole", 5, 5, 0, 0, 0],
    ["more than the whole", 3, 5, 1, 15, 15],
    ["the last product numbers hold", 94906265, 94906265, 2, 4503599568125113, 4503599568125112],
    ["the first product they do not", 94906266, 94906267, 4, 2251799855242256, 2251799855242255],
    ["a half past what numbers hold", MAX, MAX, MAX - 1, -1, -1],
    ["half of everything, which is odd", 1, MAX, 2, 4503599627370496, 4503599627370495],
    ["everything of everything", MAX, MAX, MAX, MAX, MAX],
    ["the largest whole, just below half", (MAX - 1) / 2, 1, MAX, 0, 0],
    ["the largest whole, just above half", (MAX + 1) / 2, 1, MAX, 1, 0],
    ["one past the largest result", MAX, 3, 2, -1, -1],
    ["twice the largest", MAX, 2, 1, -1, -1],
  ])("%s", (_, part, amount, whole, halfUp, down) => {
    expect(proportion(part, amount, whole)).toBe(halfUp)
    expect(proportion(part, amount, whole, "halfUp")).toBe(halfUp)
    expect(proportion(part, amount, whole, "down")).toBe(down)
  })

  it.each([-1, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX + 1, "5", null, undefined, 5n])(
    "answers -1 where an input is %s",
    (bad) => {
      expect(proportion(bad as number, 1, 1)).toBe(-1)
      expect(proportion(1, bad as number, 1)).toBe(-1)
      expect(proportion(1, 1, bad as number)).toBe(-1)
    },
  )
})
