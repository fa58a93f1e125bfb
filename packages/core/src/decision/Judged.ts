/** What a rule is judged on: the facts, and the price worked out of them once for all rules. */
import type { ExpressionFacts } from "../policy/Evaluators.ts"
import type { PolicyViolation } from "../policy/Violation.ts"
import type { Terms } from "../ledger/Terms.ts"
import type { Line } from "../payment/Line.ts"
import type { RefundCase } from "../quote/RefundCase.ts"

/** A case with its price; `claim` and `paid` are `UNPRICED` where an invariant keeps the ask from having one. */
export interface Judged {
  readonly facts: RefundCase
  readonly terms: Terms
  /** What would be taken from the balance: paid and retained. */
  readonly claim: number
  readonly paid: number
  /** The day of `askedAt`, which every rule about time counts from. */
  readonly today: number
  /** The lines in scope with money remaining; left empty where no rule of the policy looks at lines. */
  readonly lines: readonly Line[]
}

export const UNPRICED = -1

/** What a requirement means: nothing where it holds, else the evidence that it does not. */
export type Meaning = (at: Judged) => PolicyViolation | undefined

/** The case as an expression sees it. */
export const expressionFacts = ({ claim, facts, paid }: Judged): ExpressionFacts => {
  const { actorHistory, ask, askedAt, customerHistory, payment, position, requestedBy } = facts
  return {
    payment,
    ask,
    askedAt,
    remaining: position.remaining,
    disputed: position.disputed,
    refunds: position.activeRefunds,
    ...(paid === UNPRICED ? {} : { amount: paid, retained: claim - paid }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(customerHistory === undefined ? {} : { customerHistory }),
    ...(actorHistory === undefined ? {} : { actorHistory }),
  }
}
