import { describe, expect, it } from "vitest"
import { brokenPromises } from "../src/promises.ts"
import { tooLarge } from "../src/sizes.ts"
import { lines, planted } from "./planted.ts"

const path = "packages/core/src/a.ts"
const long = (count: number) => "// line\n".repeat(count)
const work = (count: number) => `export const work = () => {\n${"  f()\n".repeat(count - 2)}}\n`

describe("sizes", () => {
  it.each([
    ["a source file of 301 lines", path, long(301), `${path}:1: this file has 301 lines, the limit is 300; split it`],
    ["a test of 400 lines", "packages/core/test/a.test.ts", long(400), "400 lines, the limit is 399; split it"],
    ["a function of 50 lines", path, work(50), `${path}:1: function \`work\` has 50 lines, the limit is 49; split it`],
  ])("catches %s", (_, file, text, message) => {
    expect(lines(tooLarge(planted({ [file]: text }), {}))).toContain(message)
  })

  it("lets pass what is within the limits", () => {
    const files = { [path]: long(300), "packages/core/src/b.ts": work(49), "packages/core/test/a.test.ts": long(399) }
    expect(lines(tooLarge(planted(files), {}))).toBe("")
  })

  it("lets a recorded file be as large as recorded, and no larger", () => {
    expect(lines(tooLarge(planted({ [path]: long(350) }), { [path]: 350 }))).toBe("")
    expect(lines(tooLarge(planted({ [path]: long(351) }), { [path]: 350 }))).toContain("and it had 350; split it")
  })

  it("asks for a lower entry when a recorded file has shrunk, and for none when it is small", () => {
    expect(lines(tooLarge(planted({ [path]: long(340) }), { [path]: 350 }))).toContain("lower the entry to 340")
    expect(lines(tooLarge(planted({ [path]: long(10) }), { [path]: 350 }))).toContain("drop the entry")
    expect(lines(tooLarge(planted({}), { [path]: 350 }))).toContain("drop the entry")
  })
})

describe("promises", () => {
  it.each([
    ["nothing", "export const a = 1"],
    ["an ordinary comment", "// Adds up what is there.\nexport const a = 1"],
    ["a label", "/** Money. */\nexport const a = 1"],
    ["the comment of its first export", "/** Holds the number one. */\nexport const a = 1\nexport const b = 2"],
    ["a promise after the imports", `import "./b.ts"\n/** Adds up what is there. */\nexport const a = 1`],
  ])("misses one that starts with %s", (_, text) => {
    const message = `${path}:1: this module starts without its promise; begin with`
    expect(lines(brokenPromises(planted({ [path]: text })))).toContain(message)
  })

  it("takes a sentence at the very start, after a hashbang as well", () => {
    const promise = "/**\n * Adds up what is there: no clock, no throw.\n *\n * @since 0.1.0\n */\n"
    expect(
      lines(brokenPromises(planted({ [path]: promise, "apps/cli/src/main.ts": `#!/usr/bin/env node\n${promise}` }))),
    ).toBe("")
  })
})
