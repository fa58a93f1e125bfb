/** Expectations about how much: what is never approved, what somebody looks at, what is always refused. */
import type { Decision, Verdict } from "@refund-rules/core"
import { edges, together } from "../cases/Edges.ts"
import { type Circumstances, edgesOfCircumstances, fits, limitWords, wordsOf } from "./Circumstances.ts"
import { isPayable, notApproved, type Expectation } from "./Expectation.ts"

type Limits = Readonly<Record<string, number>>

const above = (
  limits: Limits,
  when: Circumstances,
  sentence: string,
  allowed: (decision: Decision) => readonly Verdict[] | undefined,
): Expectation => ({
  sentence,
  edges: together([edges({ limits: [limits] }), edges(edgesOfCircumstances(when))]),
  allows: ({ decision, facts }) => {
    const { currency, total } = decision.quote
    const limit = Object.hasOwn(limits, currency) ? limits[currency] : undefined
    return limit === undefined || total <= limit || !fits(when, decision, facts, "some") ? undefined : allowed(decision)
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
export const neverApprovedAbove = (limits: Limits, when: Circumstances = {}): Expectation =>
  above(
    limits,
    when,
    `nothing${wordsOf(when)} above ${limitWords(limits)} is approved without review`,
    () => notApproved,
  )

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
export const reviewedAbove = (limits: Limits, when: Circumstances = {}): Expectation =>
  above(
    limits,
    when,
    `what${wordsOf(when)} is above ${limitWords(limits)} is reviewed, not refused for its amount`,
    (decision) => (decision.violations.every(({ _tag }) => _tag === "AboveLimit") ? ["Review"] : notApproved),
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
export const refusedAbove = (limits: Limits, when: Circumstances = {}): Expectation =>
  above(limits, when, `nothing${wordsOf(when)} above ${limitWords(limits)} ever goes back`, () => ["Refuse"])

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
export const neverMoreThanShare = (percent: number, when: Circumstances = {}): Expectation => ({
  sentence: `no more than ${percent} percent of a payment ever goes back${wordsOf(when)}`,
  edges: together([edges({ percents: [percent], sights: ["part"] }), edges(edgesOfCircumstances(when))]),
  allows: ({ decision, facts }) => {
    const { payment, position } = facts
    const claimed = payment.captured + position.excess - position.remaining
    const all = BigInt(claimed + decision.quote.total + decision.quote.retained)
    const isMore = all * 100n > BigInt(payment.captured) * BigInt(percent)
    return isMore && isPayable(decision) && fits(when, decision, facts, "some") ? ["Refuse"] : undefined
  },
})

/**
 * Expects that of whatever goes back a fee is kept: a share of it, or a fixed amount by currency.
 *
 * @example
 * ```ts
 * import { alwaysRetained } from "@refund-rules/testing"
 *
 * alwaysRetained({ fixed: { EUR: 500 } }).sentence // => "€5.00 of a refund is retained"
 * alwaysRetained({ basisPoints: 1500 }, { kinds: ["product"] }).sentence // => "15 percent of a refund of a line of kind product is retained"
 * ```
 *
 * @since 0.1.0
 */
export const alwaysRetained = (fee: Fee, when: Circumstances = {}): Expectation => {
  const words = "fixed" in fee ? limitWords(fee.fixed) : `${fee.basisPoints / 100} percent`
  return {
    sentence: `${words} of a refund${wordsOf(when)} is retained`,
    edges: together([edges("fixed" in fee ? { limits: [fee.fixed] } : {}), edges(edgesOfCircumstances(when))]),
    code: codeOf(fee),
    allows: ({ decision, facts }) =>
      decision._tag !== "Refuse" && isLess(fee, decision) && fits(when, decision, facts, "every") ? [] : undefined,
  }
}

/** The same as a test says it: a verdict alone does not tell what is retained. */
const codeOf = (fee: Fee): string =>
  "fixed" in fee
    ? `({ _tag, quote: { currency, retained, total } }) => {
    const fees: Readonly<Record<string, number>> = ${JSON.stringify(fee.fixed)}
    return _tag === "Refuse" || retained >= Math.min(fees[currency] ?? 0, retained + total)
  }`
    : `({ _tag, quote: { retained, total } }) =>
    _tag === "Refuse" || BigInt(retained + 1) * 10_000n > BigInt(retained + total) * ${fee.basisPoints}n`

/** What is retained of a refund: a share in hundredths of a percent, or an amount by currency. */
type Fee = { readonly basisPoints: number } | { readonly fixed: Limits }

/** Whether less is retained than the fee, rounding down included; a currency without a fee has none. */
const isLess = (fee: Fee, { quote: { currency, retained, total } }: Decision): boolean =>
  "fixed" in fee
    ? retained < Math.min(fee.fixed[currency] ?? 0, retained + total)
    : BigInt(retained + 1) * 10_000n <= BigInt(retained + total) * BigInt(fee.basisPoints)
