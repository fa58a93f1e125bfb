/** Runs in pieces add up to one run: every seed is lived once, whatever was kept before and in whatever order. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { keep, keptIn } from "../src/command/kept.ts"
import { countOf, joined, without } from "../src/Range.ts"
import { planOf, simulate, together } from "../src/simulate.ts"

const folder = mkdtempSync(join(tmpdir(), "sim-"))
afterAll(() => rmSync(folder, { recursive: true }))

const plan = planOf({ commands: 30, seeds: 6 })

describe("what is kept of lives", () => {
  it("adds up to what one run over all of them meets", () => {
    const whole = simulate(plan)
    const pieces = [
      simulate({ ...plan, from: 5, seeds: 2 }),
      simulate({ ...plan, seeds: 3 }),
      simulate({ ...plan, from: 4, seeds: 1 }),
    ]
    const sum = together(pieces)
    expect(sum.seeds).toEqual([[1, 6]])
    expect(sum.counts).toEqual(whole.counts)
    expect([sum.steps, sum.hours.toFixed(6)]).toEqual([whole.steps, whole.hours.toFixed(6)])
  })

  it("comes back from its file as it was", () => {
    const path = join(folder, "kept.json")
    expect(keptIn(path, plan).met.seeds).toEqual([])
    const kept = { met: simulate({ ...plan, seeds: 2 }), seconds: 1.5, code: "abc" }
    keep(path, plan, kept)
    expect(keptIn(path, plan)).toEqual(kept)
    expect(() => keptIn(path, { ...plan, commands: 31 })).toThrow("holds lives of 30 commands")
  })

  it("holds no seed twice", () => {
    const one = simulate({ ...plan, seeds: 2 })
    expect(() => together([one, one])).toThrow("seed 1 was lived twice")
  })

  it.each([
    [[], [[1, 10]]],
    [[[1, 10]], []],
    [
      [[3, 4]],
      [
        [1, 2],
        [5, 10],
      ],
    ],
    [
      [
        [8, 20],
        [1, 1],
      ],
      [[2, 7]],
    ],
    [[[11, 20]], [[1, 10]]],
  ] as const)("leaves of seeds 1 to 10 without %j exactly %j", (those, left) => {
    const found = without([1, 10], those)
    expect(found).toEqual(left)
    expect(countOf(joined([...found, ...without([1, 10], found)]))).toBe(10)
  })
})
