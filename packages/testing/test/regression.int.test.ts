import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parsePolicy } from "@refund-rules/core"
import { checkPolicy, expect as expectation, neverApprovedAbove } from "@refund-rules/testing"
import { afterAll, expect, test } from "vitest"

const home = join(import.meta.dirname, "..")
const folder = mkdtempSync(join(tmpdir(), "pasted-"))
symlinkSync(join(home, "node_modules"), join(folder, "node_modules"))
writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
writeFileSync(
  join(folder, "vitest.config.mjs"),
  'const conditions = ["@refund-rules/source"]\nexport default { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } }\n',
)
afterAll(() => rmSync(folder, { recursive: true }))

const policyWith = (EUR: number) => ({
  id: "shop",
  bindAt: "request",
  rules: [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR } }, otherwise: "Review" }],
  terms: {},
})

const runs = (policy: unknown): boolean => {
  writeFileSync(join(folder, "policy.json"), JSON.stringify(policy))
  return isFine("vitest/vitest.mjs", "run", "--root", folder)
}

const isFine = (bin: string, ...words: readonly string[]): boolean => {
  try {
    execFileSync(process.execPath, [join(home, "node_modules", bin), ...words], { cwd: folder, stdio: "pipe" })
    return true
  } catch {
    return false
  }
}

const options = [
  "--noEmit",
  "--strict",
  "--exactOptionalPropertyTypes",
  "--skipLibCheck",
  "--module",
  "nodenext",
  "--target",
  "es2023",
]
const compiles = (file: string): boolean =>
  isFine(
    "typescript/bin/tsc",
    ...options,
    "--customConditions",
    "@refund-rules/source",
    "--allowImportingTsExtensions",
    file,
  )

test.each([
  ["a constructor's", neverApprovedAbove({ EUR: 50_000 })],
  [
    "a predicate's",
    expectation("no more than 500.00 is approved", ({ _tag, quote }) => _tag !== "Approve" || quote.total <= 50_000),
  ],
])(
  "the printed test of %s counterexample compiles, fails now, and passes once the policy is mended",
  { timeout: 60_000 },
  (_, broken) => {
    const policy = parsePolicy(policyWith(60_000))
    if (!policy.ok) throw new Error("the policy cannot be read")
    const [found] = checkPolicy(policy.value, [broken], { runs: 2000 }).counterexamples
    writeFileSync(join(folder, "pasted.test.ts"), found?.test ?? "")
    expect(runs(policyWith(60_000))).toBe(false)
    expect(runs(policyWith(50_000))).toBe(true)
    expect(compiles("pasted.test.ts")).toBe(true)
  },
)
