import { root } from "@refund-rules/codebase"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"

// The plants hold faults on purpose, so the ordinary run leaves them out; here the same rules are run over them alone.
const folder = mkdtempSync(join(tmpdir(), "plants-"))
const rules = JSON.parse(readFileSync(join(root, ".oxlintrc.json"), "utf8")) as object
const config = join(folder, "oxlintrc.json")
writeFileSync(config, JSON.stringify({ ...rules, ignorePatterns: [] }))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (command: string, ...args: readonly string[]) => {
  const done = spawnSync(join(root, "node_modules/.bin", command), args, { cwd: root, encoding: "utf8" })
  return { code: done.status, said: done.stdout + done.stderr }
}

describe("oxlint, with the rules of this repository", () => {
  const { code, said } = run("oxlint", "--type-aware", "--config", config, "--format=unix", "tooling/lint/plants")

  it.each([
    ["floatingPromise.ts", "no-floating-promises"],
    ["missingCase.ts", "switch-exhaustiveness-check"],
    ["defaultOverUnion.ts", "switch-exhaustiveness-check"],
    ["anything.ts", "no-explicit-any"],
  ])("catches what is planted in %s", (file, rule) => {
    expect(said.split("\n").filter((line) => line.includes(file) && line.includes(rule))).toHaveLength(1)
    expect(code).not.toBe(0)
  })
})

describe("effect-tsgo, with the configuration of this repository", () => {
  it("catches a floating effect, having read every plant", () => {
    const { code, said } = run(
      "effect-tsgo",
      "diagnostics",
      "--project",
      join(root, "tooling/lint/plants/tsconfig.json"),
      "--format=text",
    )
    expect(said).toMatch(/floatingEffect\.ts\(5,3\): error effect\(floatingEffect\)/)
    expect(said).toMatch(/Checked [1-9]\d* files/)
    expect(code).not.toBe(0)
  })

  it("is asked about every project of the workspace", () => {
    const asked = readFileSync(join(root, "tooling/tasks.mjs"), "utf8")
    expect(asked).toMatch(/"effect-tsgo", "diagnostics", "--project", "tsconfig.json"/)
  })
})

describe("oxfmt, with the configuration of this repository", () => {
  it("catches a file that is not formatted", () => {
    writeFileSync(join(folder, "planted.ts"), "export const  a = 'one';\n")
    const { code, said } = run("oxfmt", "--config", join(root, ".oxfmtrc.json"), "--check", join(folder, "planted.ts"))
    expect(said).toContain("planted.ts")
    expect(code).not.toBe(0)
  })
})
