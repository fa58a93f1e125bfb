import { readFileSync } from "node:fs"
import { parsePolicy } from "@refund-rules/core"
import { checkPolicy, render } from "@refund-rules/testing"
import { expect, test } from "vitest"
import json from "../policy.json" with { type: "json" }
import { expectations } from "../src/expectations.ts"

const reported = (policyJson: unknown) => {
  const policy = parsePolicy(policyJson)
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults))
  return checkPolicy(policy.value, expectations, { runs: 3000, milliseconds: 60_000 })
}

const report = reported(json)

test("finds the one expectation that the policy as written breaks", () => {
  expect(report.counterexamples.map(({ expectation }) => expectation)).toEqual([expectations[0]?.sentence])
})

test("finds nothing once the limit is what was meant", () => {
  const mended = JSON.parse(JSON.stringify(json).replace("500000", "50000")) as unknown
  expect(reported(mended).counterexamples).toEqual([])
})

test.each(["../README.md", "../../../packages/testing/README.md"])("prints what stands in %s", (file) => {
  const readme = readFileSync(new URL(file, import.meta.url), "utf8")
  expect(readme).toContain(`\`\`\`text\n${render(report)}\n\`\`\``)
})
