/** A counterexample as a test to paste: it reads the policy from its file, and fails until the policy is mended. */
import type { Verdict } from "@refund-rules/core"
import type { CaseInput } from "../cases/CaseInput.ts"
import type { Expectation } from "../expectations/Expectation.ts"
import type { CheckOptions } from "./Report.ts"

export interface RegressionOptions extends CheckOptions {
  readonly isVersions: boolean
}

export const regressionOf = (
  { code, sentence }: Expectation,
  input: CaseInput,
  allowed: readonly Verdict[],
  { celFrom = "@refund-rules/policy-cel", evaluators, isVersions, policyFile = "./policy.json" }: RegressionOptions,
): string => {
  const hasCel = evaluators?.cel !== undefined
  const decided = `decide(policy, facts.value${hasCel ? ", { cel }" : ""})`
  const judged =
    code === undefined
      ? [`  expect([${allowed.map((one) => `"${one}"`).join(", ")}]).toContain(${decided}._tag)`]
      : [
          `  const holds: (decision: Decision, facts: RefundCase) => unknown = ${code}`,
          `  expect(holds(${decided}, facts.value)).toBeTruthy()`,
        ]
  const types = code === undefined ? "" : "type Decision, "
  return [
    `import { decide, ${types}${isVersions ? "inForce, " : ""}parseCase, parsePolicy${code === undefined ? "" : ", type RefundCase"} } from "@refund-rules/core"`,
    ...(hasCel ? [`import { cel } from ${JSON.stringify(celFrom)}`] : []),
    'import { expect, test } from "vitest"',
    `import json from ${JSON.stringify(policyFile)} with { type: "json" }`,
    "",
    `test(${JSON.stringify(sentence)}, () => {`,
    `  const facts = parseCase(${indented(input)})`,
    '  if (!facts.ok) throw new Error("the case cannot be read")',
    ...policyLines(isVersions),
    ...judged,
    "})",
    "",
  ].join("\n")
}

const policyLines = (isVersions: boolean): readonly string[] =>
  isVersions
    ? [
        "  const versions = json.map((one) => parsePolicy(one)).flatMap((one) => (one.ok ? [one.value] : []))",
        "  const policy = inForce(versions, { ...facts.value.payment, askedAt: facts.value.askedAt })",
        '  if (policy === undefined) throw new Error("no version of the policy is in force")',
      ]
    : [
        "  const parsed = parsePolicy(json)",
        '  if (!parsed.ok) throw new Error("the policy cannot be read")',
        "  const policy = parsed.value",
      ]

const indented = (input: CaseInput): string =>
  JSON.stringify(input, null, 2)
    .replaceAll(/^( *)"(\w+)":/gm, "$1$2:")
    .replaceAll("\n", "\n  ")
