import { decide } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf } from "./cases.ts"
import { evaluators, policyOf } from "./policies.ts"
import { caseOf, line, past, type Json } from "./rows.ts"
import { largestByTrying } from "./sizes.ts"

const tax = (amount: number): Json => ({ taxes: [{ id: "vat", amount }] })
const euros: Json = {
  captured: 60,
  lines: [line("a", 20, { quantity: 3, ...tax(4) }), line("b", 30, { quantity: 2, kind: "fee", ...tax(6) })],
}
/** Paid out in steps of ten. */
const dinars: Json = {
  provider: "stripe",
  currency: "KWD",
  captured: 55,
  lines: [line("a", 23, { quantity: 3, ...tax(5) }), line("b", 27, { quantity: 2, kind: "fee" })],
}
const before = "2026-03-21T00:00:00Z"
const histories: readonly (readonly Json[])[] = [
  [],
  [{ _tag: "Request", refundId: "r", ask: { amount: 10 }, at: before }],
  [{ _tag: "OpenDispute", disputeId: "d", amount: 7, at: before }],
]
const ofA = (more: Json): Json => ({ lines: [{ id: "a", ...more }] })
const asks: readonly Json[] = [
  {},
  { amount: 10 },
  ofA({}),
  ofA({ amount: 10 }),
  ofA({ amount: 10, taxInclusive: false }),
  ofA({ quantity: 1 }),
]
const terms: readonly Json[] = [
  {},
  { restocking: { basisPoints: 1000 } },
  { restocking: { fixed: { EUR: 7, KWD: 7 } } },
  { nonRefundable: { kinds: ["fee"] } },
]

const inBoth = (limit: number): Json => ({ limits: { EUR: limit, KWD: limit } })
const refuse = (requires: Json, when?: Json): Json => ({ requires, otherwise: "Refuse", ...(when && { when }) })
const review = (requires: Json, when?: Json): Json => ({ ...refuse(requires, when), otherwise: "Review" })
const atMost = (limit: number): Json => ({ _tag: "AmountAtMost", ...inBoth(limit) })
const atLeast = (limit: number): Json => ({ _tag: "AmountAtLeast", ...inBoth(limit) })
const ofHistory = (_tag: string, limit: number): Json => ({ _tag, days: 30, ...inBoth(limit) })
const note = { _tag: "NoteRequired" }

describe("the largest size that is granted is the one found by trying all of them", () => {
  it.each<[string, readonly Json[], Json?]>([
    ["without any rule", []],
    ["under a limit for review and one for good", [review(atMost(25)), refuse(atMost(41))]],
    ["under a limit nobody reaches", [refuse(atMost(1000))]],
    ["between a least and a most", [refuse(atLeast(12)), refuse(atMost(30))]],
    ["above a least that is more than the most", [refuse(atLeast(24)), review(atMost(22))]],
    ["within a share", [refuse({ _tag: "ShareAtMost", percent: 50 }), review({ _tag: "ShareAtMost", percent: 20 })]],
    ["of everything alone", [review({ _tag: "FullOnly" })]],
    [
      "of what a customer and an actor have left",
      [refuse(ofHistory("CustomerAtMost", 30)), review(ofHistory("ActorLimit", 20))],
    ],
    ["of what a customer has had too much of", [review(ofHistory("CustomerAtMost", 3))]],
    ["below an amount from which more is required", [refuse(note, { amountAbove: 17 })]],
    [
      "below two such amounts",
      [review(note, { amountAbove: { EUR: 17, KWD: 17 } }), refuse({ _tag: "ReasonRequired" }, { amountAbove: 33 })],
    ],
    ["where such an amount is in another currency", [refuse(note, { amountAbove: { USD: 17 } })]],
    ["where review is certain", [review(note), refuse(atMost(25))]],
    ["up to what the provider carries", [review(atMost(11))], { maxAmount: 30 }],
    ["where the provider carries all or nothing", [review(atMost(41))], { partial: false }],
    ["where the provider carries one refund", [], { severalPartials: false }],
  ])("%s", (_, rules, capabilities = {}) => {
    const named = rules.map((rule, index) => ({ id: `rule-${index}`, ...rule }))
    for (const one of terms) {
      const policy = policyOf({ id: "default", bindAt: "request", rules: named, terms: one })
      for (const payment of [euros, dinars]) {
        for (const history of histories) {
          const known = [past(5), past(5, before, "KWD")]
          const facts = { history, capabilities, customerHistory: known, actorHistory: known }
          for (const ask of asks) {
            const given = factsOf(caseOf({ payment, ask, facts }))
            const { maxRefundable, maxWithReview } = decide(policy, given, evaluators)
            const found = [maxRefundable, maxWithReview]
            const wanted = largestByTrying(policy, given)
            if (String(found) !== String(wanted))
              expect({ ask, history, one, found }).toEqual({ ask, history, one, found: wanted })
          }
        }
      }
    }
  })
})
