/** Expectations about what a customer or an actor got lately, on all payments together. */
import { edges, together, type PastLimit } from "../cases/Edges.ts"
import { type Circumstances, edgesOfCircumstances, fits, limitWords, wordsOf } from "./Circumstances.ts"
import { type Expectation, isPayable, notApproved } from "./Expectation.ts"

const DAY = 86_400_000

/**
 * Expects that beyond a count, or an amount, of refunds in some days nothing is approved without review; this refund
 * counts. What was given `days` ago to the second no longer counts, nor does another currency.
 *
 * @example
 * ```ts
 * import { neverApprovedBeyond } from "@refund-rules/testing"
 *
 * neverApprovedBeyond("customer", { count: 2, days: 30 }).sentence // => "a customer is approved at most 2 refunds in 30 days without review"
 * ```
 *
 * @since 0.1.0
 */
export const neverApprovedBeyond = (
  whose: "customer" | "actor",
  most: Omit<PastLimit, "whose">,
  when: Circumstances = {},
): Expectation => {
  const { count, days, limits } = most
  const words = [
    ...(count === undefined ? [] : [`${count} refunds`]),
    ...(limits === undefined ? [] : [limitWords(limits)]),
  ]
  return {
    sentence: `${whose === "actor" ? "an actor" : "a customer"} is approved at most ${words.join(" and ")}${wordsOf(when)} in ${days} days without review`,
    edges: together([edges({ past: [{ whose, ...most }] }), edges(edgesOfCircumstances(when))]),
    allows: ({ decision, facts }) => {
      const past = facts[`${whose}History`]
      if (past === undefined || !isPayable(decision) || !fits(when, decision, facts, "some")) return undefined
      const { currency, total } = decision.quote
      const since = Date.parse(facts.askedAt) - days * DAY
      const lately = past.filter((one) => one.currency === currency && Date.parse(one.at) > since)
      const amount = lately.reduce((sum, one) => sum + one.amount, total)
      const limit = limits?.[currency]
      const isBeyond = (count !== undefined && lately.length >= count) || (limit !== undefined && amount > limit)
      return isBeyond ? notApproved : undefined
    },
  }
}
