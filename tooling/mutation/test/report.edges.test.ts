import { describe, expect, it } from "vitest"
import { scores, settled, survivors, unexplained, type MutationReport } from "../src/report.ts"

const at = (line: number, column = 1, end = column, endLine = line) => ({
  start: { line, column },
  end: { line: endLine, column: end },
})
const report: MutationReport = {
  files: {
    "packages/core/src/money/a.ts": {
      source: "one\n  two < 2\nthree {\n  3\n}",
      mutants: [
        { status: "Killed", mutatorName: "X", replacement: "1", location: at(1) },
        { status: "Timeout", mutatorName: "X", replacement: "1", location: at(1) },
        { status: "Survived", mutatorName: "X", replacement: "two <= 2", location: at(2, 3, 10) },
        { status: "NoCoverage", mutatorName: "X", replacement: "{}", location: at(3, 7, 2, 5) },
        { status: "RuntimeError", mutatorName: "X", replacement: "", location: at(3) },
        { status: "Ignored", mutatorName: "X", replacement: "", location: at(3) },
      ],
    },
  },
}

const known = {
  file: "packages/core/src/money/a.ts",
  line: "two < 2",
  original: "two < 2",
  replacement: "two <= 2",
  reason: "two is never 2",
}

describe("the mutation report", () => {
  it("counts what a test noticed, of all that was planted", () => {
    const score = { folder: "money", planted: 4, found: 2, tooLong: 1, unloaded: 1 }
    expect(scores(report, [])).toEqual([{ ...score, explained: 0 }])
    expect(scores(report, [known])).toEqual([{ ...score, explained: 1 }])
  })

  it("names each survivor by its line, and asks for a reason", () => {
    const alive = survivors(report)
    expect(alive.map(({ at, line, original, replacement }) => [at, line, original, replacement])).toEqual([
      [2, "two < 2", "two < 2", "two <= 2"],
      [3, "three {", "{ 3 }", "{}"],
    ])
    expect(unexplained(alive, [known])).toEqual({ survivors: [alive[1]], stale: [] })
    expect(unexplained(alive, [{ ...known, original: "2" }]).survivors).toEqual(alive)
    expect(unexplained([], [known])).toEqual({ survivors: [], stale: [known] })
  })

  it("takes an explained fault that ran out of time for alive, and any other for noticed", () => {
    const location = at(1, 1, 4)
    const mutants = ["1", "2"].map((replacement) => ({ status: "Timeout", mutatorName: "X", replacement, location }))
    const slow = { files: { [known.file]: { source: "one", mutants } } }
    const explained = [{ ...known, line: "one", original: "one", replacement: "2" }]
    const read = settled(slow, explained)
    expect(scores(read, explained)).toEqual([
      { folder: "money", planted: 2, found: 1, tooLong: 1, unloaded: 0, explained: 1 },
    ])
    expect(unexplained(survivors(read), explained)).toEqual({ survivors: [], stale: [] })
  })
})
