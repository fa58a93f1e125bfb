/** A requirement somebody adds and forgets half of: the compiler names every place that has no opinion on it yet. */
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const core = fileURLToPath(new URL("../../", import.meta.url))
const planted = `${core}node_modules/.cache/planted/`

const config = {
  extends: `${core}../../tsconfig.base.json`,
  compilerOptions: {
    noEmit: true,
    composite: false,
    incremental: false,
    rootDir: ".",
    paths: { "@refund-rules/core": ["./src/index.ts"] },
  },
  include: ["src", "test"],
}

const plant = (file: string, from: string, to: string): void => {
  const text = readFileSync(`${planted}${file}`, "utf8")
  if (!text.includes(from)) throw new Error(`nothing to plant in ${file}: \`${from}\` is gone`)
  writeFileSync(`${planted}${file}`, text.replace(from, to))
}

/** The places the compiler complains about, each once. */
const complaints = (): readonly string[] => {
  const compiler = `${core}node_modules/.bin/tsc`
  const { status, stdout } = spawnSync(compiler, ["-p", planted, "--pretty", "false"], {
    cwd: planted,
    encoding: "utf8",
  })
  const places = [...stdout.matchAll(/^([\w/.-]+\.ts)\(\d+,\d+\): error/gm)].map((match) => match[1]!)
  if (status !== 0 && places.length === 0) throw new Error(stdout)
  return [...new Set(places)].toSorted()
}

describe("what is added and forgotten", () => {
  beforeAll(() => {
    mkdirSync(planted, { recursive: true })
  })
  const fresh = (): void => {
    rmSync(planted, { recursive: true, force: true })
    mkdirSync(`${planted}test/decision`, { recursive: true })
    cpSync(`${core}src`, `${planted}src`, { recursive: true })
    for (const file of ["cases.ts", "policies.ts", "rows.ts", "requirements.edges.test.ts"]) {
      cpSync(`${core}test/decision/${file}`, `${planted}test/decision/${file}`)
    }
    writeFileSync(`${planted}tsconfig.json`, JSON.stringify(config))
  }
  afterAll(() => rmSync(planted, { recursive: true, force: true }))

  it("compiles while nothing is planted", () => {
    fresh()
    expect(complaints()).toEqual([])
  })

  it("is a requirement without a meaning, words, a check of its fields, a generator or an edge table", () => {
    fresh()
    plant("src/policy/Requirement.ts", "  NoteRequired: {},", "  NoteRequired: {},\n  Planted: {},")
    expect(complaints()).toEqual([
      "src/decision/ceilings.ts",
      "src/decision/compile.ts",
      "src/decision/meanings.ts",
      "src/policy/lint.ts",
      "src/policy/parsePolicy.ts",
      "src/policy/requirementWords.ts",
      "src/policy/strictness.ts",
      "test/decision/policies.ts",
      "test/decision/requirements.edges.test.ts",
    ])
  })

  it("is evidence without a code, a rank or words", () => {
    fresh()
    plant(
      "src/policy/Violation.ts",
      '  | { readonly _tag: "NoteMissing" }',
      '  | { readonly _tag: "NoteMissing" }\n  | { readonly _tag: "Planted" }',
    )
    expect(complaints()).toEqual(["src/decision/english.ts", "src/refund/codes.ts", "src/refund/precedence.ts"])
  })

  it("is an invariant without a place in the trace, a code, a rank or words", () => {
    fresh()
    plant(
      "src/quote/Violation.ts",
      '  | { readonly _tag: "NothingAsked" }',
      '  | { readonly _tag: "NothingAsked" }\n  | { readonly _tag: "Planted" }',
    )
    expect(complaints()).toEqual([
      "src/decision/english.ts",
      "src/decision/invariants.ts",
      "src/decision/largest.ts",
      "src/refund/codes.ts",
      "src/refund/precedence.ts",
      "src/refund/words.ts",
    ])
  })
})
