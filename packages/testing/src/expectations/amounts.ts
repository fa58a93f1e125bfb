/** Expectations about how much: what is never approved, what somebody looks at, what is always refused. */
import type { Decision, Verdict } from "@refund-rules/core"
import { limitWords } from "./Circumstances.ts"
import { isPayable, notApproved, type Expectation } from "./Expectation.ts"

type Limits = Readonly<Record<string, number>>

const above = (
  limits: Limits,
  sentence: string,
  allowed: (decision: Decision) => readonly Verdict[] | undefined,
): Expectation => ({
  sentence,
  edges: { limits: [limits] },
  allows: ({ decision }) => {
    const { currency, total } = decision.quote
    const limit = Object.hasOwn(limits, currency) ? limits[currency] : undefined
    return limit === undefined || total <= limit ? undefined : allowed(decision)
  },
})

/**
 * Expects that nothing above a limit goes back without somebody looking at it.
 *
 * @example
 * ```ts
 * import { neverApprovedAbove } from "@refund-rules/testing"
 *
 * neverApprovedAbove({ EUR: 50_000 }).sentence // => "nothing above €500.00 is approved without review"
 * ```
 *
 * @since 0.1.0
 */
export const neverApprovedAbove = (limits: Limits): Expectation =>
  above(limits, `nothing above ${limitWords(limits)} is approved without review`, () => notApproved)

/**
 * Expects that above a limit somebody looks at it, and that the amount alone never refuses it.
 *
 * @example
 * ```ts
 * import { reviewedAbove } from "@refund-rules/testing"
 *
 * reviewedAbove({ EUR: 50_000 }).sentence // => "what is above €500.00 is reviewed, not refused for its amount"
 * ```
 *
 * @since 0.1.0
 */
export const reviewedAbove = (limits: Limits): Expectation =>
  above(limits, `what is above ${limitWords(limits)} is reviewed, not refused for its amount`, (decision) =>
    decision.violations.every(({ _tag }) => _tag === "AboveLimit") ? ["Review"] : notApproved,
  )

/**
 * Expects that nothing above a limit ever goes back, reviewed or not.
 *
 * @example
 * ```ts
 * import { refusedAbove } from "@refund-rules/testing"
 *
 * refusedAbove({ EUR: 100_000 }).sentence // => "nothing above €1,000.00 ever goes back"
 * ```
 *
 * @since 0.1.0
 */
export const refusedAbove = (limits: Limits): Expectation =>
  above(limits, `nothing above ${limitWords(limits)} ever goes back`, () => ["Refuse"])

/**
 * Expects that all refunds of a payment together stay within a share of it.
 *
 * @example
 * ```ts
 * import { neverMoreThanShare } from "@refund-rules/testing"
 *
 * neverMoreThanShare(50).sentence // => "no more than 50 percent of a payment ever goes back"
 * ```
 *
 * @since 0.1.0
 */
export const neverMoreThanShare = (percent: number): Expectation => ({
  sentence: `no more than ${percent} percent of a payment ever goes back`,
  edges: { percents: [percent], sights: ["part"] },
  allows: ({ decision, facts: { payment, position } }) => {
    const claimed = payment.captured + position.excess - position.remaining
    const all = BigInt(claimed + decision.quote.total + decision.quote.retained)
    return isPayable(decision) && all * 100n > BigInt(payment.captured) * BigInt(percent) ? ["Refuse"] : undefined
  },
})
