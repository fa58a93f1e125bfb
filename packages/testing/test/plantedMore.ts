/** More mistakes, of other kinds: wrong facts, wrong lists, wrong boundaries, and the wrong version. */
import { parsePolicy, type Policy } from "@refund-rules/core"
import {
  alwaysRefundable,
  alwaysRetained,
  expect,
  neverApprovedAbove,
  neverApprovedBeyond,
  neverApprovedWithout,
  neverMoreThanShare,
  neverRefunded,
  neverRefundedAfter,
} from "@refund-rules/testing"
import { type Planted, policyOf } from "./planted.ts"

const within = (of: string, days: number) => ({ id: "window", requires: { _tag: "WithinDays", of, days } })
const atMost = (limits: object, more: object = {}) => ({
  id: "limit",
  requires: { _tag: "AmountAtMost", limits },
  otherwise: "Review",
  ...more,
})

const version = (number: number, days: number, effectiveFrom: string, bindAt: string): Policy => {
  const rules = [{ ...within("captured", days), otherwise: "Refuse" }]
  const parsed = parsePolicy({ id: "shop", version: number, effectiveFrom, bindAt, rules, terms: {} })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

export const plantedMore: readonly Planted[] = [
  {
    mistake: "a window of the order instead of the delivery",
    policy: policyOf([within("ordered", 14), atMost({ EUR: 50_000 })]),
    meant: [alwaysRefundable({ within: { of: "delivered", days: 14 } })],
  },
  {
    mistake: "a window of the delivery instead of the capture",
    policy: policyOf([within("delivered", 30), atMost({ EUR: 50_000 })]),
    meant: [neverRefundedAfter({ of: "captured", days: 30 })],
  },
  {
    mistake: "a scope of the wrong tag",
    policy: policyOf([atMost({ EUR: 10_000 }, { when: { tags: ["bulky"] } }), within("captured", 30)]),
    meant: [neverApprovedAbove({ EUR: 10_000 }, { tags: ["gift-card"] })],
  },
  {
    mistake: "a share one percent too great",
    policy: policyOf([{ requires: { _tag: "ShareAtMost", percent: 51 } }, within("captured", 30)]),
    meant: [neverMoreThanShare(50)],
  },
  {
    mistake: "what follows from two rules swapped",
    policy: policyOf([
      { id: "sale", requires: { _tag: "NoTag", tag: "final-sale", on: "line" }, otherwise: "Review" },
      atMost({ EUR: 50_000 }, { otherwise: "Refuse" }),
    ]),
    meant: [neverRefunded({ tags: ["final-sale"] })],
  },
  {
    mistake: "a reason too many",
    policy: policyOf([{ requires: { _tag: "ReasonIn", reasons: ["duplicate", "goodwill", "not_received"] } }]),
    meant: [neverRefunded({ reasons: ["goodwill"] })],
  },
  {
    mistake: "a reason missing",
    policy: policyOf([
      { requires: { _tag: "ReasonIn", reasons: ["duplicate", "not_received"] } },
      within("captured", 90),
    ]),
    meant: [
      alwaysRefundable({
        when: { reasons: ["product_unsatisfactory", "not_received"] },
        within: { of: "captured", days: 90 },
      }),
    ],
  },
  {
    mistake: "a restocking fee in the wrong currency",
    policy: policyOf([within("captured", 30)], { restocking: { fixed: { USD: 500 } } }),
    meant: [alwaysRetained({ fixed: { EUR: 500 } })],
  },
  {
    mistake: "a restocking fee ten times too small",
    policy: policyOf([within("captured", 30)], { restocking: { basisPoints: 150 } }),
    meant: [alwaysRetained({ basisPoints: 1500 })],
  },
  {
    mistake: "an actor's limit over one day instead of seven",
    policy: policyOf([{ requires: { _tag: "ActorLimit", count: 5, days: 1 }, otherwise: "Review" }]),
    meant: [neverApprovedBeyond("actor", { count: 5, days: 7 })],
  },
  {
    mistake: "a customer's amount in one currency only",
    policy: policyOf([
      { requires: { _tag: "CustomerAtMost", limits: { EUR: 20_000, USD: 200_000 }, days: 30 }, otherwise: "Review" },
    ]),
    meant: [neverApprovedBeyond("customer", { limits: { EUR: 20_000, USD: 20_000 }, days: 30 })],
  },
  {
    mistake: "a scope from above a boundary instead of at it",
    policy: policyOf([{ requires: { _tag: "NoteRequired" }, when: { amountAbove: { EUR: 10_000 } } }]),
    meant: [neverApprovedWithout("note", { from: { EUR: 10_000 } })],
  },
  {
    mistake: "a scope's boundary in no currency",
    policy: policyOf([{ requires: { _tag: "NoteRequired" }, when: { amountAbove: 10_000 } }]),
    meant: [neverApprovedWithout("note", { currencies: ["JPY"], from: { JPY: 10_000 } })],
  },
  {
    mistake: "a tag looked for on the line, and put on the payment",
    policy: policyOf([{ requires: { _tag: "NoTag", tag: "final-sale", on: "line" } }, within("captured", 30)]),
    meant: [neverRefunded({ tags: ["final-sale"] })],
  },
  {
    mistake: "a tag required of the payment instead of its lines",
    policy: policyOf([{ requires: { _tag: "HasTag", tag: "returnable", on: "payment" } }]),
    meant: [
      expect(
        "only what is returnable goes back",
        ({ _tag, quote }, { payment }) =>
          _tag !== "Approve" ||
          quote.lines.every(({ id }) => payment.lines.find((line) => line.id === id)?.tags.includes("returnable")),
      ),
    ],
  },
  {
    mistake: "a rule about disputes left out, told by a predicate alone",
    policy: policyOf([within("captured", 30)]),
    meant: [
      expect(
        "nothing is approved beside an open dispute",
        ({ _tag }, { ledger }) => _tag !== "Approve" || !ledger.disputes.some(({ status }) => status === "open"),
      ),
    ],
  },
  {
    mistake: "a limit in another currency, told by a predicate alone",
    policy: policyOf([atMost({ EUR: 10_000, GBP: 100_000 })]),
    meant: [
      expect(
        "nothing above 100 pounds is approved",
        ({ _tag, quote }) => quote.currency !== "GBP" || quote.total <= 10_000 || _tag !== "Approve",
      ),
    ],
  },
  {
    mistake: "bound to the request where buyers were promised the terms of their purchase",
    policy: [version(1, 60, "2026-01-01T00:00:00Z", "request"), version(2, 14, "2026-03-01T00:00:00Z", "request")],
    meant: [
      alwaysRefundable({ when: { capturedBefore: "2026-03-01T00:00:00Z" }, within: { of: "captured", days: 60 } }),
    ],
  },
]
