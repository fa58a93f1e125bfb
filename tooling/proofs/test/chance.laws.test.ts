/** A run can be had again: the same seed gives the same kills in the same order. */
import { describe, expect, it } from "vitest"
import { chanceOf } from "../src/chance.ts"
import { plan, points } from "../src/crash/plan.ts"

describe("chance", () => {
  it("gives the same plan for the same seed and another for another", () => {
    expect(plan(100, chanceOf(7), undefined)).toEqual(plan(100, chanceOf(7), undefined))
    expect(plan(100, chanceOf(7), undefined)).not.toEqual(plan(100, chanceOf(8), undefined))
  })

  it("keeps every element when it shuffles, and every number below the end", () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const chance = chanceOf(seed)
      const all = Array.from({ length: 20 }, (_, index) => index)
      expect(chance.shuffled(all).toSorted((a, b) => a - b)).toEqual(all)
      const number = chance.below(5)
      expect(Number.isInteger(number) && number >= 0 && number < 5).toBe(true)
    }
  })

  it("kills at each point at least 50 times in a thousand, and at one point only where that is asked for", () => {
    const deaths = plan(1_000, chanceOf(1), undefined)
    const at = (point: string): number => deaths.filter((death) => death._tag === "At" && death.point === point).length
    expect(deaths).toHaveLength(1_000)
    for (const point of points) expect(at(point)).toBeGreaterThanOrEqual(50)
    expect(
      plan(10, chanceOf(1), "after-send").every((death) => death._tag === "At" && death.point === "after-send"),
    ).toBe(true)
  })
})
