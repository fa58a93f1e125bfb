/** The version in shadow, asked about a case that was decided: it changes nothing, and whatever it throws is only told. */
import { codeOf, decide, type Decision, type Evaluators, foremostFirst, type RefundCase } from "@refund-rules/core"
import type { ShadowRuling } from "../ports/LedgerStore.ts"
import type { PolicyVersion } from "../ports/PolicyBook.ts"

/** What a decision is made with, beside its facts. */
interface Judging {
  readonly evaluators?: Evaluators | undefined
  readonly stopwatch?: (() => number) | undefined
}

/** What it would have said beside the decision that was made; undefined where nothing is in shadow. */
export const shadowOn = (
  version: PolicyVersion | undefined,
  facts: RefundCase,
  made: Decision,
  { evaluators, stopwatch = () => 0 }: Judging,
): ShadowRuling | undefined => {
  if (version === undefined) return undefined
  const { hash, id, policy, version: number } = version
  const started = stopwatch()
  const said = (rest: Pick<ShadowRuling, "amount" | "codes" | "failure" | "verdict">): ShadowRuling => {
    const { currency } = facts.payment
    const milliseconds = stopwatch() - started
    return { policy: { id, version: number, hash }, ...rest, beside: { amount: paidBy(made), currency, milliseconds } }
  }
  try {
    const decision = decide(policy, facts, evaluators)
    const codes = [...new Set(foremostFirst(decision.violations).map(codeOf))]
    return said({ verdict: decision._tag, amount: paidBy(decision), codes })
  } catch (error) {
    return said({ amount: 0, codes: [], failure: String(error).slice(0, 200) })
  }
}

const paidBy = ({ _tag, quote }: Decision): number => (_tag === "Refuse" ? 0 : quote.total)
