/** A thread that searches for a case that breaks what is expected of a policy, and tells what it came to. */
import { parsePolicy } from "@refund-rules/core"
import { cel } from "@refund-rules/policy-cel"
import { checkPolicy, parseExpectations, type Report } from "@refund-rules/testing"
import { answering } from "./answering.ts"

/** What is searched, and for how long. */
export interface Checking {
  readonly policy: unknown
  readonly expectations: readonly unknown[]
  readonly runs: number
  readonly milliseconds: number
  readonly seed: number
}

/** What it came to: a report, or what of the expectations cannot be read. */
export type Checked =
  | { readonly report: Report }
  | { readonly faults: readonly { readonly path: string; readonly code: string; readonly message: string }[] }

answering(async ({ expectations: given, policy: json, ...options }: Checking): Promise<Checked> => {
  const expectations = parseExpectations(given)
  if (!expectations.ok) return { faults: expectations.faults }
  const policy = parsePolicy(json, { cel })
  if (!policy.ok) throw new Error("the policy of a check was read before it was handed on")
  return { report: checkPolicy(policy.value, expectations.value, { ...options, evaluators: { cel } }) }
})
