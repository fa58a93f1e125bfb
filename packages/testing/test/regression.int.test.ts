import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { type Evaluators, parsePolicy, type Policy } from "@refund-rules/core"
import {
  alwaysRefundable,
  alwaysRetained,
  checkPolicy,
  type CheckOptions,
  expect as expectation,
  type Expectation,
  neverApprovedAbove,
} from "@refund-rules/testing"
import { afterAll, expect, test } from "vitest"

const home = join(import.meta.dirname, "..")
const folder = mkdtempSync(join(tmpdir(), "pasted-"))
symlinkSync(join(home, "node_modules"), join(folder, "node_modules"))
writeFileSync(join(folder, "package.json"), '{ "type": "module" }')
writeFileSync(
  join(folder, "vitest.config.mjs"),
  'const conditions = ["@refund-rules/source"]\nexport default { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } }, test: { testTimeout: 180_000 } }\n',
)
afterAll(() => rmSync(folder, { recursive: true }))

const limited = (EUR: number) => ({
  id: "shop",
  bindAt: "request",
  rules: [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR } }, otherwise: "Review" }],
  terms: {},
})
const charging = (EUR: number) => ({ ...limited(50_000), terms: { restocking: { fixed: { EUR } } } })
const expression = (cel: string) => ({
  ...limited(50_000),
  rules: [{ id: "expression", requires: { _tag: "Expression", cel }, otherwise: "Review" }],
})
const bound = (bindAt: string) =>
  [60, 14].map((days, place) => ({
    id: "shop",
    version: place + 1,
    effectiveFrom: ["2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"][place],
    bindAt,
    rules: [{ id: "window", requires: { _tag: "WithinDays", of: "captured", days }, otherwise: "Refuse" }],
    terms: {},
  }))

/** An evaluator that knows amounts alone: what the printed test imports is a module of the team. */
const source = `export const cel = {
  check: () => [],
  compile: (text) => (facts) => facts.amount <= Number(text.split("<=")[1]),
}
`
writeFileSync(join(folder, "cel.mjs"), source)
writeFileSync(join(folder, "cel.d.mts"), 'export const cel: import("@refund-rules/core").ExpressionEvaluator\n')
const { cel } = (await import(join(folder, "cel.mjs"))) as Required<Evaluators>

/** What is expected, the policy with its mistake, and mended. */
const rows: readonly (readonly [Expectation, unknown, unknown, CheckOptions?])[] = [
  [neverApprovedAbove({ EUR: 50_000 }), limited(60_000), limited(50_000)],
  [
    expectation("no more than 500.00 is approved", ({ _tag, quote }) => _tag !== "Approve" || quote.total <= 50_000),
    limited(60_000),
    limited(50_000),
  ],
  [alwaysRetained({ fixed: { EUR: 500 } }), charging(50), charging(500)],
  [alwaysRetained({ basisPoints: 100 }), charging(0), { ...charging(0), terms: { restocking: { basisPoints: 100 } } }],
  [
    alwaysRefundable({ when: { capturedBefore: "2026-03-01T00:00:00Z" }, within: { of: "captured", days: 60 } }),
    bound("request"),
    bound("purchase"),
  ],
  [
    neverApprovedAbove({ EUR: 50_000 }),
    expression("amount <= 60000"),
    expression("amount <= 50000"),
    { evaluators: { cel }, celFrom: "./cel.mjs" },
  ],
]

const policiesOf = (json: unknown): Policy | readonly Policy[] => {
  if (Array.isArray(json)) return json.map(policiesOf) as unknown as readonly Policy[]
  const parsed = parsePolicy(json)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
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
const compiles = (...files: readonly string[]): boolean =>
  isFine(
    "typescript/bin/tsc",
    ...options,
    "--customConditions",
    "@refund-rules/source",
    "--allowImportingTsExtensions",
    ...files,
  )

const outcomes = (): Readonly<Record<string, string>> => {
  isFine(
    "vitest/vitest.mjs",
    "run",
    "--root",
    folder,
    "--no-isolate",
    "--maxWorkers=1",
    "--reporter=json",
    "--outputFile=told.json",
  )
  const { testResults } = JSON.parse(readFileSync(join(folder, "told.json"), "utf8")) as Told
  return Object.fromEntries(
    testResults.map(({ assertionResults, name }) => [basename(name), assertionResults[0]!.status]),
  )
}

interface Told {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

test("the printed tests of counterexamples compile, fail now, and pass once the policies are mended", () => {
  const write = (place: number, json: unknown) => writeFileSync(join(folder, `p${place}.json`), JSON.stringify(json))
  const files = rows.map(([broken, mistaken, , options], place) => {
    const found = checkPolicy(policiesOf(mistaken), [broken], {
      ...options,
      runs: 2000,
      milliseconds: 60_000,
      policyFile: `./p${place}.json`,
    })
    write(place, mistaken)
    writeFileSync(join(folder, `p${place}.test.ts`), found.counterexamples[0]?.test ?? "")
    return `p${place}.test.ts`
  })
  const all = (status: string) => Object.fromEntries(files.map((file) => [file, status]))
  expect(outcomes()).toEqual(all("failed"))
  for (const [place, [, , mended]] of rows.entries()) write(place, mended)
  expect(outcomes()).toEqual(all("passed"))
  expect(compiles(...files)).toBe(true)
})
