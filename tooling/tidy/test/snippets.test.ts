import { checkout, type Codebase, codebaseOf } from "@refund-rules/codebase"
import { describe, expect, it } from "vitest"
import { failingBlocks } from "../src/run.ts"
import { brokenBlocks, snippetsOf } from "../src/snippets.ts"
import { lines, planted } from "./planted.ts"

const block = (info: string, ...code: readonly string[]) =>
  ["Some words.", "", "```" + info, ...code, "```", ""].join("\n")
const here = checkout()
const withoutDocuments = [...here.tree].filter(([path]) => !path.endsWith(".md") && !path.includes("/src/"))
const guides = (texts: Record<string, string>): Codebase =>
  codebaseOf(new Map([...withoutDocuments, ...Object.entries(texts)]))

describe("this repository", () => {
  it("is read at all", () => expect(snippetsOf(here).length).toBeGreaterThan(0))
  it("has blocks that say what they are", () => expect(lines(brokenBlocks(here))).toBe(""))
  it("has examples that run and come out as they say", () => {
    const { count, violations } = failingBlocks(here)
    expect(lines(violations)).toBe("")
    expect(count).toBeGreaterThan(0)
  })
})

describe("a block", () => {
  it.each([
    [block("", "a"), "docs/a.md:4: a block of ` `, which nobody checks; call it one of"],
    [block("json", "{ a: 1 }"), "docs/a.md:4: this JSON does not parse"],
    [block("ts sketch", "const = 1"), "docs/a.md:4: this block is not TypeScript"],
    [block("sh", "npm run nowhere -- --fast"), "there is no script `nowhere`; name one of package.json"],
    [block("sh", "npm start"), "there is no script `start`"],
    [block("console", "$ node tooling/run.mjs nowhere", "output"), "there is no task `nowhere`"],
    [block("sh", "node tooling/nowhere.mjs"), "there is no file `tooling/nowhere.mjs`"],
  ])("that cannot be right is caught: %j", (text, message) => {
    expect(lines(brokenBlocks(planted({ "docs/a.md": text })))).toContain(message)
  })

  const wrong: [string, string, string][] = [
    ["value.md", block("ts", "const a = 1", "", "a + 1 // => 3"), "value.md:6: this block fails when it runs:"],
    ["constant.md", block("ts", "const a = [1]", "// => [2]"), "constant.md:5: this block fails when it runs:"],
    ["error.md", block("ts", `throw new Error("no")`), "error.md:4: this block fails when it runs: no; correct"],
    ["other.md", block("ts", "null.x // => throws RangeError"), "other.md:4: this block fails when it runs:"],
    ["package.md", block("ts", `import "nowhere"`), "Cannot find package 'nowhere'"],
    ["script.md", block("sh run", "exit 3"), "script.md:4: this block fails when it runs: exit code 3"],
  ]
  it("that comes out otherwise than it says is caught, with its line", () => {
    const { count, violations } = failingBlocks(guides(Object.fromEntries(wrong.map(([path, text]) => [path, text]))))
    for (const [, , message] of wrong) expect(lines(violations)).toContain(message)
    expect(violations).toHaveLength(wrong.length)
    expect(count).toBe(wrong.length)
  })

  it("may import public packages, span lines, throw, print, wait, and show a part", () => {
    const text = block(
      "ts",
      `import { apportion } from "@refund-rules/core"`,
      "console.log(apportion([200, 800], 333)) // => [67, 266]",
      "apportion([1], 2) // => throws RangeError",
      "const answer: { ok: boolean; value: number[] } = await Promise.resolve({ ok: true, value: [1, 2] })",
      "// => { ok: true,",
      "//      value: [1, ...] }",
    )
    const result = failingBlocks(guides({ "docs/guide/a.md": text }))
    expect(lines(result.violations)).toBe("")
    expect(result.count).toBe(1)
  })
})
