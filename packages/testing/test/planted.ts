/** Twelve policies, each right but for one planted mistake, with the expectation of the team that made it. */
import { type Evaluators, parsePolicy, type Policy } from "@refund-rules/core"
import {
  alwaysRefundable,
  type Expectation,
  neverApprovedAbove,
  neverApprovedWithout,
  neverMoreRefundsThan,
  neverMoreThanShare,
  neverRefunded,
  neverRefundedAfter,
  refusedAbove,
  reviewedAbove,
} from "@refund-rules/testing"

type Json = Readonly<Record<string, unknown>>

export const policyOf = (rules: readonly Json[], terms: Json = {}): Policy => {
  const named = rules.map((rule, place) => ({ id: `r${place}`, otherwise: "Refuse", ...rule }))
  const parsed = parsePolicy({ id: "shop", bindAt: "request", rules: named, terms })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** A mistake: what went wrong in words, the policy as written, and what was meant. */
export interface Planted {
  readonly mistake: string
  /** One policy, or its versions. */
  readonly policy: Policy | readonly Policy[]
  readonly meant: readonly Expectation[]
  readonly evaluators?: Evaluators
}

const within = (of: string, days: number, more: Json = {}): Json => ({
  id: "window",
  requires: { _tag: "WithinDays", of, days, ...more },
})
const atMost = (limits: Json, more: Json = {}): Json => ({
  id: "limit",
  requires: { _tag: "AmountAtMost", limits },
  otherwise: "Review",
  ...more,
})
const reason: Json = { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Review" }
const tagged: Json = { id: "sale", requires: { _tag: "NoTag", tag: "final-sale", on: "line" } }

export const planted: readonly Planted[] = [
  {
    mistake: "a window that is one day longer",
    policy: policyOf([within("captured", 31), atMost({ EUR: 50_000 }), tagged]),
    meant: [neverRefundedAfter({ of: "captured", days: 30 })],
  },
  {
    mistake: "a limit of the wrong currency",
    policy: policyOf([within("captured", 30), atMost({ EUR: 50_000, USD: 500_000, JPY: 50_000 })]),
    meant: [neverApprovedAbove({ EUR: 50_000, USD: 50_000 })],
  },
  {
    mistake: "no rule for a tag",
    policy: policyOf([within("captured", 30), atMost({ EUR: 50_000 }), reason]),
    meant: [neverRefunded({ tags: ["final-sale"] })],
  },
  {
    mistake: "review instead of refusal",
    policy: policyOf([within("delivered", 30), atMost({ EUR: 50_000 }), atMost({ EUR: 100_000 }, { id: "top" })]),
    meant: [refusedAbove({ EUR: 100_000 })],
  },
  {
    mistake: "an amount where a share was meant",
    policy: policyOf([within("captured", 30), atMost({ EUR: 50 }, { otherwise: "Refuse" })]),
    meant: [neverMoreThanShare(50)],
  },
  {
    mistake: "a window from capture instead of delivery",
    policy: policyOf([within("captured", 730)]),
    meant: [
      alwaysRefundable({ when: { reasons: ["product_unsatisfactory"] }, within: { of: "delivered", days: 730 } }),
    ],
  },
  {
    mistake: "a scope that is too narrow",
    policy: policyOf([atMost({ EUR: 10_000 }, { when: { kinds: ["product"] } }), within("captured", 30)]),
    meant: [neverApprovedAbove({ EUR: 10_000 })],
  },
  {
    mistake: "a time zone forgotten",
    policy: policyOf([within("captured", 14), atMost({ EUR: 50_000 })]),
    meant: [alwaysRefundable({ within: { of: "captured", days: 14, timeZone: "Europe/Paris" } })],
  },
  {
    mistake: "no rule for a note",
    policy: policyOf([reason, within("captured", 30), atMost({ EUR: 50_000 })]),
    meant: [neverApprovedWithout("note", { reasons: ["goodwill"] })],
  },
  {
    mistake: "one refund more than was meant",
    policy: policyOf([{ id: "times", requires: { _tag: "RefundsAtMost", count: 3 } }, within("captured", 30)]),
    meant: [neverMoreRefundsThan(2)],
  },
  {
    mistake: "shipping that goes back every time",
    policy: policyOf([within("captured", 30)], { shipping: "once", tips: "never" }),
    meant: [neverRefunded({ kinds: ["shipping"] })],
  },
  {
    mistake: "a kind left out of what never goes back",
    policy: policyOf([within("captured", 30), reason], { nonRefundable: { kinds: ["tip"] } }),
    meant: [neverRefunded({ kinds: ["tip", "fee"] })],
  },
  {
    mistake: "refusal instead of review",
    policy: policyOf([within("captured", 30), atMost({ EUR: 50_000 }, { otherwise: "Refuse" })]),
    meant: [reviewedAbove({ EUR: 50_000 })],
  },
]
