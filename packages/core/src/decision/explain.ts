/** A decision in plain sentences, in a voice: staff reads everything with its numbers, the payer nothing about the policy. */
import { english } from "./english.ts"
import type { Decision, Offer, Violation } from "./Decision.ts"
import type { Words } from "./Words.ts"

/**
 * Why a decision is what it is: first the answer, then every violation, then what could be had instead.
 * Other languages come in as another table of words.
 *
 * @example
 * ```ts
 * import { decide, explain, parseCase, parsePolicy } from "@refund-rules/core"
 *
 * const rules = [{ id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" }]
 * const policy = parsePolicy({ id: "default", bindAt: "request", rules, terms: {} })
 * const facts = parseCase({
 *   payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 1000 },
 *   history: [],
 *   ask: {},
 *   askedAt: "2026-01-31T12:00:00Z",
 * })
 * policy.ok && facts.ok && explain(decide(policy.value, facts.value)).slice(0, 2) // => ["refused", "rule `reason`: no reason is given"]
 * ```
 *
 * @since 0.1.0
 */
export const explain = (
  decision: Decision,
  voice: "staff" | "payer" = "staff",
  words: Words = english,
): readonly string[] => {
  const { currency, retained, total } = decision.quote
  switch (voice) {
    case "payer": {
      const why = decision.violations.map((violation) => words.of[violation._tag].payer)
      const offered = decision.offers.map((offer) => words.offer[offer._tag].payer)
      return [...new Set([words.verdict.payer[decision._tag], ...why, ...offered])]
    }
    case "staff": {
      const why = decision.trace.flatMap(({ rule, violations }) =>
        violations.map((violation) => words.under(rule, staffSentence(violation, currency, words))),
      )
      const offered = decision.offers.map((offer) => offerSentence(offer, currency, words))
      return [words.verdict.staff(decision._tag, total, retained, currency), ...why, ...offered]
    }
  }
}

const staffSentence = (violation: Violation, currency: string, words: Words): string =>
  (words.of[violation._tag].staff as (one: Violation, currency: string) => string)(violation, currency)

const offerSentence = (offer: Offer, currency: string, words: Words): string =>
  (words.offer[offer._tag].staff as (one: Offer, currency: string) => string)(offer, currency)
