import { decide, explain, invariants, verdict } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf } from "./cases.ts"
import { policyOf } from "./policies.ts"

type Json = Readonly<Record<string, unknown>>

const policy = (rules: readonly Json[], terms: Json = {}): ReturnType<typeof policyOf> =>
  policyOf({ id: "shop", version: 3, bindAt: "request", rules, terms })
const atMost = (id: string, EUR: number, otherwise: string): Json => ({
  id,
  requires: { _tag: "AmountAtMost", limits: { EUR } },
  otherwise,
})
const lines = [
  { id: "shirt", kind: "product", quantity: 3, net: 3000, taxes: [{ id: "vat", amount: 600 }] },
  { id: "shoes", kind: "product", quantity: 1, net: 5000, taxes: [{ id: "vat", amount: 1000 }], tags: ["final-sale"] },
]
const facts = (ask: Json, more: Json = {}): ReturnType<typeof factsOf> =>
  factsOf({
    payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 9600, lines },
    history: [],
    ask,
    askedAt: "2026-03-30T12:00:00Z",
    ...more,
  })

const limits = policy([atMost("large", 2000, "Review"), atMost("limit", 5000, "Refuse")])
const noFinalSale = policy([
  { id: "final", requires: { _tag: "NoTag", tag: "final-sale", on: "line" }, otherwise: "Refuse" },
])

describe("what is offered", () => {
  it.each<[string, ReturnType<typeof policy>, Json, unknown[]]>([
    ["everything, in amounts", limits, {}, ["Refuse", 2000, 5000]],
    ["an amount", limits, { amount: 3000 }, ["Review", 2000, 5000]],
    ["an amount that is approved", limits, { amount: 1999 }, ["Approve", 2000, 5000]],
    ["units: 1200 each", limits, { lines: [{ id: "shirt", quantity: 3 }] }, ["Review", 1, 3]],
    [
      "net: 2000 are 1667 and tax",
      limits,
      { lines: [{ id: "shirt", amount: 3000, taxInclusive: false }] },
      ["Review", 1667, 3000],
    ],
    ["the rest of a line, in gross", limits, { lines: [{ id: "shoes" }] }, ["Refuse", 2000, 5000]],
    [
      "two lines, one after the other",
      limits,
      { lines: [{ id: "shirt" }, { id: "shoes", amount: 6000 }] },
      ["Refuse", [2000, 0], [3600, 1400]],
    ],
    [
      "claims before fees",
      policy([atMost("limit", 900, "Refuse")], { restocking: { basisPoints: 1000 } }),
      {},
      ["Refuse", 1000, 1000],
    ],
    [
      "claims before a fixed fee",
      policy([atMost("limit", 900, "Refuse")], { restocking: { fixed: { EUR: 50 } } }),
      {},
      ["Refuse", 950, 950],
    ],
    [
      "all or nothing",
      policy([{ id: "full", requires: { _tag: "FullOnly" }, otherwise: "Refuse" }]),
      { amount: 1 },
      ["Refuse", 9600, 9600],
    ],
    ["nothing of these lines", noFinalSale, { lines: [{ id: "shoes", amount: 1 }] }, ["Refuse", null, null]],
    [
      "nothing at any size",
      policy([{ id: "note", requires: { _tag: "NoteRequired" }, otherwise: "Refuse" }]),
      {},
      ["Refuse", null, null],
    ],
    [
      "only with review",
      policy([{ id: "note", requires: { _tag: "NoteRequired" }, otherwise: "Review" }]),
      {},
      ["Review", null, 9600],
    ],
    ["nothing of an unknown line", limits, { lines: [{ id: "hat" }] }, ["Refuse", null, null]],
    ["what fits instead of too much", limits, { amount: 99_999 }, ["Refuse", 2000, 5000]],
  ])("%s", (_, rules, ask, wanted) => {
    const decision = decide(rules, facts(ask))
    expect([decision._tag, decision.maxRefundable, decision.maxWithReview]).toEqual(wanted)
  })

  it("names the other lines, a smaller amount, approval and store credit", () => {
    expect(decide(noFinalSale, facts({})).offers).toEqual([
      { _tag: "OtherLines", ask: { lines: [{ id: "shirt" }] } },
      { _tag: "StoreCredit" },
    ])
    expect(decide(limits, facts({ full: true, reason: "other" })).offers).toEqual([
      { _tag: "SmallerAmount", ask: { amount: 2000, reason: "other" } },
      { _tag: "WithApproval", ask: { amount: 5000, reason: "other" } },
      { _tag: "StoreCredit" },
    ])
    expect(decide(limits, facts({ amount: 2000 })).offers).toEqual([])
  })
})

describe("a decision", () => {
  it("shows every rule, invariants first, held or not", () => {
    const { policy: ref, trace, violations } = decide(limits, facts({ amount: 9601, currency: "USD" }))
    expect(trace.map(({ rule }) => rule)).toEqual([...invariants, "large", "limit"])
    expect(trace.map((step) => step.violations.map(({ _tag }) => _tag))).toEqual([
      [],
      [],
      [],
      ["CurrencyMismatch"],
      ["ExceedsRemaining"],
      [],
      [],
      ["FactMissing"],
      ["FactMissing"],
    ])
    expect(violations[0]).toEqual({ _tag: "CurrencyMismatch", asked: "USD", currency: "EUR" })
    expect(ref).toMatchObject({ id: "shop", version: 3 })
    expect(ref.hash).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it("is refused by an invariant whatever the policy says", () => {
    expect(verdict(policy([]), facts({ amount: 9601 }))).toBe("Refuse")
    expect(verdict(policy([]), facts({ amount: 9600 }))).toBe("Approve")
  })

  it("leaves no way to change the trace that approvals share", () => {
    const { trace } = decide(limits, facts({ amount: 1 }))
    expect(decide(limits, facts({ amount: 2 })).trace).toBe(trace)
    for (const part of [trace, ...trace, ...trace.map(({ violations }) => violations)]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(decide(limits, facts({ amount: 6000 })).trace).not.toBe(trace)
    expect(decide(limits, facts({ amount: 1 })).trace.flatMap(({ violations }) => violations)).toEqual([])
  })

  it("says why, to staff and to the payer", () => {
    const decision = decide(limits, facts({ amount: 6000 }))
    expect(explain(decision)).toEqual([
      "refused",
      "rule `large`: `6000` EUR is more than the limit of `2000`",
      "rule `limit`: `6000` EUR is more than the limit of `5000`",
      "would be approved: `2000`",
      "with approval: `5000`",
      "store credit could be offered instead",
    ])
    expect(explain(decision, "payer")).toEqual([
      "We are sorry, but we cannot make this refund.",
      "This amount cannot be refunded without a closer look.",
      "A smaller refund may be possible.",
      "A member of our team may be able to help.",
      "We may be able to offer you store credit instead.",
    ])
  })
})
