import { describe, expect, it } from "vitest"
import {
  checkPolicy,
  neverApprovedAbove,
  neverRefundedAfter,
  reviewedAbove,
  sameForEveryone,
} from "@refund-rules/testing"
import { planted, policyOf } from "./planted.ts"
import { plantedMore } from "./plantedMore.ts"

describe("finds a planted mistake within 5 seconds of processor time, in a case of at most 2 lines and 2 events", () => {
  it.each([...planted, ...plantedMore].map((one) => [one.mistake, one] as const))("%s", (_, { meant, policy }) => {
    const began = process.cpuUsage()
    // As long as it takes by the clock on the wall: what is held to seconds is its own work.
    const report = checkPolicy(policy, meant, { runs: 2000, milliseconds: 60_000 })
    const { user } = process.cpuUsage(began)
    expect(report.ok).toBe(false)
    expect(user / 1000).toBeLessThan(5000)
    for (const { case: smallest } of report.counterexamples) {
      expect(smallest.payment.lines?.length ?? 1).toBeLessThanOrEqual(2)
      expect(smallest.history.length).toBeLessThanOrEqual(2)
    }
  })
})

describe("a report", () => {
  const rules = [
    { id: "window", requires: { _tag: "WithinDays", of: "captured", days: 30 } },
    { id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 50_000 } }, otherwise: "Review" },
    { id: "never", requires: { _tag: "AmountAtMost", limits: { EUR: 10 } }, when: { currencies: ["USD"] } },
  ]
  const meant = [
    neverRefundedAfter({ of: "captured", days: 30 }),
    neverApprovedAbove({ EUR: 50_000 }),
    reviewedAbove({ EUR: 50_000 }),
    sameForEveryone(),
  ]

  it("is fine where the policy says what was meant, and names the pairs that never met", () => {
    const reason = { id: "reason", requires: { _tag: "ReasonRequired" } }
    const policy = policyOf([reason, ...rules.slice(1, 2)])
    const { coverage, exhaustive, ok } = checkPolicy(policy, meant.slice(1, 2), { runs: 3000, milliseconds: 30_000 })
    expect({ coverage, exhaustive, ok }).toEqual({
      coverage: { fired: ["reason", "limit"], neverFired: [], pairsNeverMet: [] },
      exhaustive: true,
      ok: true,
    })
  })

  it("is the same for the same seed", () => {
    const options = { runs: 1000, seed: 7, milliseconds: 30_000 }
    const [one, other] = [1, 2].map(() => checkPolicy(policyOf(rules), meant, options))
    expect(one).toEqual(other)
  })
})
