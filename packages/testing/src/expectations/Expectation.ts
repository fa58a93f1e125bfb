/** What a team expects of its policy, as a small value: a sentence, where its edges are, and which answers it allows. */
import { decide, type Decision, type Policy, type RefundCase, type Verdict } from "@refund-rules/core"
import type { Edges } from "../cases/Edges.ts"

/** Decides a changed case by the same policy. */
export type Again = (change: (facts: RefundCase) => RefundCase) => Decision

/** A case with its decision, as an expectation judges it. */
export interface Judgement {
  readonly decision: Decision
  readonly facts: RefundCase
  readonly again: Again
}

/**
 * One expectation: `allows` gives the verdicts it could live with, and nothing where it says nothing about a case.
 *
 * @since 0.1.0
 */
export interface Expectation {
  readonly sentence: string
  readonly edges: Partial<Edges>
  readonly allows: (judged: Judgement) => readonly Verdict[] | undefined
  /** A predicate's own code, for a test that must say the same. */
  readonly code?: string
}

/** Whether a decision keeps to an expectation. */
export const isKept = ({ allows }: Expectation, judged: Judgement): boolean =>
  allows(judged)?.includes(judged.decision._tag) ?? true

/** The verdicts that give nothing back at once, and those that give something back in the end. */
export const notApproved: readonly Verdict[] = ["Review", "Refuse"]
export const notRefused: readonly Verdict[] = ["Approve", "Review"]

/** Whether no invariant speaks against it, so that the policy alone decides. */
export const isPayable = ({ trace }: Decision): boolean =>
  trace.every(({ rule, violations }) => !rule.startsWith("invariant/") || violations.length === 0)

/** What a policy without rules and terms would decide: whatever it refuses, no policy could grant. */
export const openly = (facts: RefundCase): Decision => decide(nothingRuled, facts)

const nothingRuled = { id: "nothing ruled", bindAt: "request", rules: [], terms: {} } satisfies Policy
