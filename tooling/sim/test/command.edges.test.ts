/** What `npm run sim` takes, and how it tells and keeps what it found. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { cells, coverageTold, rarely } from "../src/command/coverage.ts"
import { asked } from "../src/command/options.ts"
import { table } from "../src/command/table.ts"
import { planOf, simulate, together } from "../src/simulate.ts"

describe("npm run sim", () => {
  it("takes seeds, where they begin, a mode and a planted mistake", () => {
    const { plan } = asked(["--seeds", "3", "--from", "9", "--mode", "safety", "--fault", "release-on-401"])
    expect(plan).toEqual({ of: "refunds", seeds: 3, from: 9, mode: "safety", fault: "release-on-401", commands: 200 })
  })

  it("takes lives of outgoing messages, and the mistakes of their own", () => {
    const { plan } = asked(["--of", "outgoing", "--fault", "retry-overtaken"])
    expect(plan).toMatchObject({ of: "outgoing", fault: "retry-overtaken", commands: 60 })
    expect(() => asked(["--fault", "retry-overtaken"])).toThrow("retry-overtaken")
  })

  it.each([
    ["--seeds", "0"],
    ["--seeds", "many"],
    ["--mode", "fast"],
    ["--fault", "nothing"],
    ["--of", "policies"],
    ["--sed", "1"],
  ])("says what is wrong with %s %s", (name, value) => {
    expect(() => asked([name, value])).toThrow(value === "1" ? "--sed" : value)
  })

  it.each([
    ["--sed", "there is no option `--sed`: did you mean `--seeds`? (--seeds, --from,"],
    ["--nonsense", "there is no option `--nonsense` (--seeds, --from,"],
  ])("names the option %s that it does not have, and the nearest one", (name, words) => {
    expect(() => asked([name])).toThrow(words)
  })

  it("says in one line what is wrong, without a stack, and ends as usage does", { timeout: 120_000 }, () => {
    const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
    const { status, stderr } = spawnSync(process.execPath, ["--conditions=@refund-rules/source", main, "--nonsense"], {
      encoding: "utf8",
    })
    expect([status, stderr.trim().split("\n").length]).toEqual([2, 1])
    expect(stderr).toContain("--nonsense")
  })

  it("shows every step with every fault, those that were never met too", () => {
    const told = coverageTold("refunds", new Map([["intent\tbusy", 12_345]]))
    expect(told).toMatch(/\| intent +\|.*12,345/)
    expect(told).toMatch(/\| dispatcher +\| killed after-send +\| +0 \|/)
  })

  it("counts nothing in a life that its table would not show", () => {
    const { counts } = simulate(planOf({ from: 1, seeds: 2, commands: 80 }))
    const shown = new Set(cells("refunds", counts).map(({ fault, step }) => `${step}\t${fault}`))
    const hidden = [...counts.keys()].filter((name) => !name.endsWith("\tnone") && !shown.has(name))
    expect(hidden).toEqual([])
  })

  it("fails so many lives only where they met something too seldom", () => {
    const often = new Map(cells("refunds", new Map()).map(({ fault, step }) => [`${step}\t${fault}`, 100]))
    const met = { ...together([]), counts: often }
    expect(rarely("refunds", { ...met, seeds: [[1, 20_000]] })).toEqual([])
    often.set("resolve\tbusy", 99)
    expect(rarely("refunds", { ...met, seeds: [[1, 20_000]] })).toEqual([{ step: "resolve", fault: "busy", times: 99 }])
    expect(rarely("refunds", { ...met, seeds: [[1, 19_999]] })).toEqual([])
  })

  it("aligns its tables as the formatter does", () => {
    expect(
      table(
        ["step", "times"],
        [
          ["send", 1000],
          ["a", 2],
        ],
      ),
    ).toBe(["| step | times |", "| ---- | ----: |", "| send | 1,000 |", "| a    |     2 |"].join("\n"))
  })
})
