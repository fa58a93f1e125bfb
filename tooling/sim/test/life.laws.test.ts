/** A life follows from its seed alone, and lives in which everything goes wrong break no promise. */
import { describe, expect, it } from "vitest"
import { liveAs, modeOf, planOf, simulate } from "../src/simulate.ts"

const plan = planOf({ commands: 60 })

describe("a life", () => {
  it("is the same step for step from the same seed", () => {
    const [once, again] = [liveAs(plan, 7).trace, liveAs(plan, 7).trace]
    expect(again.hash()).toBe(once.hash())
    expect(again.steps()).toBe(once.steps())
    expect([...again.counts()]).toEqual([...once.counts()])
  })

  it("is the same whether its steps are told or not, so that a seed can be looked at", () => {
    const told = liveAs(plan, 8, true).trace
    expect(told.hash()).toBe(liveAs(plan, 8).trace.hash())
    expect(told.last().length).toBeGreaterThan(100)
  })

  it("is another one from another seed", () => {
    const hashes = [1, 2, 3, 4].map((seed) => liveAs(plan, seed).trace.hash())
    expect(new Set(hashes).size).toBe(4)
  })

  it("breaks no promise, with faults to the end and with faults that stop", () => {
    const met = simulate({ ...plan, from: 1001, seeds: 6 })
    expect(met.broken).toEqual([])
    expect(met.seeds).toEqual([[1001, 1006]])
    expect(met.steps).toBeGreaterThan(1000)
    expect([1001, 1002].map((seed) => modeOf(plan, seed))).toEqual(["liveness", "safety"])
  })

  it("breaks one where a mistake is planted", () => {
    const met = simulate({ ...plan, fault: "timeout-is-failure", from: 1, seeds: 6 })
    expect(met.broken.map(({ promise }) => promise)).toContain("only a certain no is a failure")
  })
})
