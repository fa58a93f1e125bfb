import { describe, expect, it } from "vitest"
import { scores, survivors, unexplained, type MutationReport } from "../src/report.ts"

const at = (line: number) => ({ start: { line, column: 1 } })
const report: MutationReport = {
  files: {
    "packages/core/src/money/a.ts": {
      source: "one\n  two < 2\nthree",
      mutants: [
        { status: "Killed", mutatorName: "X", replacement: "1", location: at(1) },
        { status: "Timeout", mutatorName: "X", replacement: "1", location: at(1) },
        { status: "Survived", mutatorName: "X", replacement: "two <= 2", location: at(2) },
        { status: "NoCoverage", mutatorName: "X", replacement: "{}", location: at(3) },
        { status: "Ignored", mutatorName: "X", replacement: "", location: at(3) },
      ],
    },
  },
}

describe("the mutation report", () => {
  it("counts what a test noticed, of all that was planted", () => {
    expect(scores(report)).toEqual([{ folder: "money", planted: 4, found: 2 }])
  })

  it("names each survivor by its line, and asks for a reason", () => {
    const alive = survivors(report)
    expect(alive.map(({ at, line, replacement }) => [at, line, replacement])).toEqual([
      [2, "two < 2", "two <= 2"],
      [3, "three", "{}"],
    ])
    const known = {
      file: "packages/core/src/money/a.ts",
      line: "two < 2",
      replacement: "two <= 2",
      reason: "two is never 2",
    }
    expect(unexplained(alive, [known])).toEqual({ survivors: [alive[1]], stale: [] })
    expect(unexplained([], [known])).toEqual({ survivors: [], stale: [known] })
  })
})
