/** A life of outgoing messages follows from its seed alone, and lives in which everything goes wrong break no promise. */
import { describe, expect, it } from "vitest"
import { cells } from "../../src/command/coverage.ts"
import { RETRY_MILLIS } from "../../src/outgoing/schedule.ts"
import { liveAs, planOf, simulate } from "../../src/simulate.ts"

const plan = planOf({ of: "outgoing" })

describe("a life of outgoing messages", () => {
  it("is the same step for step from the same seed, though its secrets are not", () => {
    const [once, again] = [liveAs(plan, 7).trace, liveAs(plan, 7, true).trace]
    expect(again.hash()).toBe(once.hash())
    expect(again.steps()).toBe(once.steps())
    expect([...again.counts()]).toEqual([...once.counts()])
    expect(again.last().length).toBeGreaterThan(100)
  })

  it("breaks no promise, with faults to the end and with faults that stop", () => {
    const met = simulate({ ...plan, from: 5001, seeds: 30 })
    expect(met.broken).toEqual([])
    expect(met.steps).toBeGreaterThan(10_000)
    expect(met.counts.get("arrive\tgenuine")).toBeGreaterThan(300)
  })

  it("counts nothing that its table would not show", () => {
    const { counts } = simulate({ ...plan, seeds: 10 })
    const shown = new Set(cells("outgoing", counts).map(({ fault, step }) => `${step}\t${fault}`))
    const hidden = [...counts.keys()].filter((name) => !name.endsWith("\tnone") && !shown.has(name))
    expect(hidden).toEqual([])
  })

  it("breaks one where a mistake is planted", () => {
    const met = simulate({ ...plan, fault: "retry-overtaken", seeds: 10 })
    expect(met.broken.map(({ promise }) => promise)).toContain("one after the other")
  })

  it("is held to ten tries within 75 h 35 min 5 s", () => {
    const seconds = RETRY_MILLIS.reduce((sum, millis) => sum + millis / 1000, 0)
    expect([RETRY_MILLIS.length + 1, seconds]).toEqual([10, 75 * 3600 + 35 * 60 + 5])
  })
})
