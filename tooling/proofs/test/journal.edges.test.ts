/** The judge of a run notices every promise that is broken: each case is the clean run with one thing done to it. */
import { describe, expect, it } from "vitest"
import type { Evidence } from "../src/journal/judge.ts"
import { judge } from "../src/journal/judge.ts"

const movement = { payment: "p", refund: "r1", amount: 6_000, currency: "USD", key: "rr_r1" }
const clean: Evidence = {
  payments: new Map([["p", 10_000]]),
  wishes: new Map([
    ["k1", { key: "k1", paymentId: "p", amount: 6_000 }],
    ["k2", { key: "k2", paymentId: "p", amount: 6_000 }],
  ]),
  answers: new Map([["k1", { _tag: "Refund", refundId: "r1", amount: 6_000 }]]),
  again: new Map([
    ["k1", { _tag: "Refund", refundId: "r1", amount: 6_000 }],
    ["k2", { _tag: "Refusal", code: "amount_exceeds_refundable" }],
  ]),
  kept: [{ id: "r1", paymentId: "p", amount: 6_000, status: "succeeded" }],
  known: new Set(["p"]),
  movements: [movement],
  broken: [],
}
const kept = clean.kept[0]!
const refusal = { _tag: "Refusal", code: "amount_exceeds_refundable" } as const

describe("judge", () => {
  it("finds nothing in a clean run", () => {
    expect(judge(clean)).toEqual([])
  })

  it.each<[string, readonly string[], Partial<Evidence>]>([
    ["a confirmed payment is gone", ["lost"], { known: new Set() }],
    ["an acknowledged refund is gone", ["lost", "unasked"], { kept: [] }],
    [
      "a forged acknowledgement",
      ["changed"],
      { answers: new Map([["k2", { _tag: "Refund", refundId: "r9", amount: 1 }]]) },
    ],
    [
      "a key answers another refund",
      ["changed"],
      { answers: new Map([["k1", { _tag: "Refund", refundId: "r0", amount: 6_000 }]]) },
    ],
    ["a refusal turns into a refund", ["changed"], { answers: new Map([["k1", refusal]]) }],
    ["a key never gets its answer", ["stuck"], { again: new Map([["k1", clean.again.get("k1")!]]) }],
    ["a refund nobody asked for", ["unasked", "over", "unpaid"], { kept: [kept, { ...kept, id: "r2" }] }],
    [
      "two keys answer one refund",
      ["changed", "doubled"].slice(1),
      {
        again: new Map([
          ["k1", clean.again.get("k1")!],
          ["k2", clean.again.get("k1")!],
        ]),
      },
    ],
    ["money moved twice for a refund", ["doubled", "over"], { movements: [movement, movement] }],
    ["money never moved", ["unpaid"], { movements: [] }],
    [
      "money moved for nothing we know",
      ["unasked"],
      { movements: [movement, { ...movement, refund: "r9", amount: 1 }] },
    ],
    ["more money moved than the refund is", ["changed"], { movements: [{ ...movement, amount: 6_001 }] }],
    ["more money moved than was captured", ["changed", "over"], { movements: [{ ...movement, amount: 10_001 }] }],
    ["a refund is left on its way", ["unpaid"], { kept: [{ ...kept, status: "submitting" }] }],
    ["a refund became another amount", ["changed", "changed"], { kept: [{ ...kept, amount: 5_000 }] }],
    ["the store does not add up", ["broken"], { broken: ["p: balance"] }],
  ])("notices that %s", (_, promises, planted) => {
    expect(judge({ ...clean, ...planted }).map(({ promise }) => promise)).toEqual(promises)
  })
})
