/** A policy of thirteen rules, where most cases are refused for something else: the mistake is found all the same. */
import { expect, test } from "vitest"
import {
  alwaysRefundable,
  checkPolicy,
  expect as predicate,
  type Expectation,
  neverApprovedAbove,
  neverApprovedBeyond,
  neverApprovedWithout,
  neverMoreThanShare,
  refusedAbove,
} from "@refund-rules/testing"
import { policyOf } from "./planted.ts"

type Json = Readonly<Record<string, unknown>>

const limits = { EUR: 50_000, USD: 55_000, GBP: 45_000, JPY: 60_000, KWD: 160_000 }
const most = { EUR: 500_000, USD: 550_000, GBP: 450_000, JPY: 700_000, KWD: 1_600_000 }
const berlin = { _tag: "WithinDays", of: "delivered", days: 30, timeZone: "Europe/Berlin" }

const right: Readonly<Record<string, Json>> = {
  window: { requires: berlin, when: { kinds: ["product", "addon"] } },
  ordered: { requires: { _tag: "WithinDays", of: "ordered", days: 180 } },
  limit: { requires: { _tag: "AmountAtMost", limits }, otherwise: "Review" },
  most: { requires: { _tag: "AmountAtMost", limits: most } },
  final: {
    requires: { _tag: "NoTag", tag: "final-sale", on: "line" },
    when: { reasons: ["order_change", "goodwill"] },
  },
  perishable: { requires: { _tag: "NoTag", tag: "perishable", on: "line" }, otherwise: "Review" },
  reason: { requires: { _tag: "ReasonRequired" }, otherwise: "Review" },
  note: { requires: { _tag: "NoteRequired" }, when: { reasons: ["goodwill", "other"], amountAbove: { EUR: 2000 } } },
  times: { requires: { _tag: "RefundsAtMost", count: 3 }, otherwise: "Review" },
  customer: { requires: { _tag: "CustomerAtMost", count: 4, days: 60 }, otherwise: "Review" },
  actor: { requires: { _tag: "ActorLimit", limits: { EUR: 200_000 }, days: 1 }, when: { currencies: ["EUR"] } },
  dispute: { requires: { _tag: "NoDispute" } },
  share: { requires: { _tag: "ShareAtMost", percent: 80 }, when: { providers: ["stripe"] } },
}

const mistaken = (rules: Readonly<Record<string, Json | undefined>>) =>
  policyOf(
    Object.entries({ ...right, ...rules }).flatMap(([id, rule]) => (rule === undefined ? [] : [{ id, ...rule }])),
    { restocking: { basisPoints: 1000 }, shipping: "once", tips: "never", nonRefundable: { tags: ["gift-card"] } },
  )

const rows: readonly (readonly [string, Readonly<Record<string, Json | undefined>>, Expectation])[] = [
  [
    "a limit of one currency of five",
    { limit: { ...right["limit"], requires: { _tag: "AmountAtMost", limits: { ...limits, JPY: 600_000 } } } },
    neverApprovedAbove(limits),
  ],
  [
    "a limit that holds of products alone",
    { most: { ...right["most"], when: { kinds: ["product"] } } },
    refusedAbove({ KWD: 1_600_000 }),
  ],
  [
    "a tag's rule left out",
    { perishable: undefined },
    neverApprovedAbove({ GBP: 1000 }, { tags: ["perishable"], reasons: ["order_change"] }),
  ],
  [
    "a reason left out of a scope",
    { note: { ...right["note"], when: { reasons: ["goodwill"], amountAbove: { EUR: 2000 } } } },
    neverApprovedWithout("note", { reasons: ["other"], from: { EUR: 2001 } }),
  ],
  [
    "an actor's limit in another currency",
    { actor: { ...right["actor"], when: { currencies: ["USD"] } } },
    neverApprovedBeyond("actor", { limits: { EUR: 200_000 }, days: 1 }),
  ],
  [
    "a share at another provider",
    { share: { ...right["share"], when: { providers: ["dollr"] } } },
    neverMoreThanShare(80, { providers: ["stripe"] }),
  ],
  [
    "terms that keep what was promised",
    {},
    alwaysRefundable({ when: { kinds: ["tip"], reasons: ["duplicate"], upTo: { EUR: 100 } } }),
  ],
  [
    "a count, told by a predicate alone",
    { times: { ...right["times"], requires: { _tag: "RefundsAtMost", count: 4 } } },
    predicate(
      "three are approved at most",
      ({ _tag }, { position }) => _tag !== "Approve" || position.activeRefunds < 3,
    ),
  ],
]

// Ten thousand cases are 2 seconds of two idle cores; how long that takes elsewhere says nothing about the search.
test.each(rows)("finds %s among thirteen rules, in ten thousand cases", (_, rules, meant) => {
  const { counterexamples, ok } = checkPolicy(mistaken(rules), [meant], { runs: 10_000, milliseconds: 30_000 })
  expect(ok).toBe(false)
  for (const { case: smallest } of counterexamples) {
    expect(smallest.payment.lines?.length ?? 1).toBeLessThanOrEqual(2)
    expect(smallest.history.length).toBeLessThanOrEqual(3)
  }
})
