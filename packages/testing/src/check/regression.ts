/** A counterexample as a test to paste: it reads the policy from its file, and fails until the policy is mended. */
import type { Verdict } from "@refund-rules/core"
import type { CaseInput } from "../cases/CaseInput.ts"
import type { Expectation } from "../expectations/Expectation.ts"

export const regressionOf = (
  { code, sentence }: Expectation,
  input: CaseInput,
  allowed: readonly Verdict[],
  policyFile: string,
): string => {
  const types = code === undefined ? "" : ", type Decision, type RefundCase"
  const judged =
    code === undefined
      ? [`  expect([${allowed.map((one) => `"${one}"`).join(", ")}]).toContain(decide(policy.value, facts.value)._tag)`]
      : [
          `  const holds: (decision: Decision, facts: RefundCase) => boolean = ${code}`,
          "  expect(holds(decide(policy.value, facts.value), facts.value)).toBe(true)",
        ]
  return [
    `import { decide, parseCase, parsePolicy${types} } from "@refund-rules/core"`,
    'import { expect, test } from "vitest"',
    `import json from ${JSON.stringify(policyFile)} with { type: "json" }`,
    "",
    `test(${JSON.stringify(sentence)}, () => {`,
    "  const policy = parsePolicy(json)",
    `  const facts = parseCase(${indented(input)})`,
    '  if (!policy.ok || !facts.ok) throw new Error("the policy or the case cannot be read")',
    ...judged,
    "})",
    "",
  ].join("\n")
}

const indented = (input: CaseInput): string =>
  JSON.stringify(input, null, 2)
    .replaceAll(/^( *)"(\w+)":/gm, "$1$2:")
    .replaceAll("\n", "\n  ")
