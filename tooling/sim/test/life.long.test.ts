/** Two thousand lives of 200 commands break no promise; and every planted mistake is found by one of them. */
import { describe, expect, it } from "vitest"
import { foundOf, livesOf } from "../src/command/together.ts"
import { outgoingPlants } from "../src/outgoing/plants.ts"
import { plants } from "../src/plants/plants.ts"
import { liveAs, planOf } from "../src/simulate.ts"

const plan = planOf({ seeds: 2000 })
const names = plants.map(({ name }) => name)

const outgoing = planOf({ of: "outgoing", seeds: 400 })
const outgoingNames = outgoingPlants.map(({ name }) => name)

describe("the simulation", () => {
  it("breaks no promise in 2,000 lives of 200 commands", { timeout: 900_000 }, async () => {
    const { broken, seeds } = await livesOf(plan)
    expect(broken).toEqual([])
    expect(seeds).toEqual([[1, 2000]])
  })

  it("finds every planted mistake, where the same life without it breaks nothing", { timeout: 900_000 }, async () => {
    expect(names.length).toBeGreaterThanOrEqual(12)
    const found = await foundOf(plan, names)
    expect(names.filter((name) => !found.has(name))).toEqual([])
    for (const { seed } of found.values()) expect(liveAs(plan, seed).trace.violations).toEqual([])
  })

  it("breaks no promise in 400 lives of outgoing messages", { timeout: 900_000 }, async () => {
    const { broken, seeds } = await livesOf(outgoing)
    expect(broken).toEqual([])
    expect(seeds).toEqual([[1, 400]])
  })

  it("finds every mistake that is planted in how messages leave", { timeout: 900_000 }, async () => {
    expect(outgoingNames.length).toBeGreaterThanOrEqual(3)
    const found = await foundOf({ ...outgoing, seeds: 2000 }, outgoingNames)
    expect(outgoingNames.filter((name) => !found.has(name))).toEqual([])
    for (const { seed } of found.values()) expect(liveAs(outgoing, seed).trace.violations).toEqual([])
  })
})
