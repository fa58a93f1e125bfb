import { decide, parseCase } from "@refund-rules/core"
import { cases } from "@refund-rules/testing"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { spread } from "../src/arbitraries/spread.ts"
import { policyOf } from "./planted.ts"

const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)
const RUNS = 1000

const policy = policyOf([
  { id: "customer", requires: { _tag: "CustomerAtMost", count: 3, limits: { EUR: 20_000, USD: 20_000 }, days: 30 } },
  { id: "actor", requires: { _tag: "ActorLimit", count: 4, days: 7 }, otherwise: "Review" },
])

describe(`cases of a policy that looks at what was given elsewhere, LAW_SEED=${seed}`, () => {
  it("reach both answers of both rules, growth, and every edge of a history, each in 5 of 100 or more", () => {
    const seen = spread()
    for (const input of fc.sample(cases(policy), { numRuns: RUNS, seed })) {
      const facts = parseCase(input)
      if (!facts.ok) throw new Error(JSON.stringify(facts.faults))
      const { currency } = input.payment
      for (const { rule, violations } of decide(policy, facts.value).trace)
        seen.count(`${rule} ${violations.length === 0 ? "holds" : "is broken"}`)
      const own = input.customerHistory ?? []
      if (own.length === 0) seen.count("history empty")
      if (own.filter((one) => one.currency === currency).length === 3) seen.count("history at the count")
      if (own.some((one) => one.currency !== currency)) seen.count("history of another currency")
      if (own.some(({ at }) => Date.parse(input.askedAt) - Date.parse(at) === 30 * 86_400_000))
        seen.count("history that just ended to count")
      if (input.history.some(({ _tag }) => _tag === "GrowPayment")) seen.count("grown payment")
    }
    console.log([`of ${RUNS} cases`, ...seen.lines()].join("\n"))
    const often = ["customer holds", "customer is broken", "actor holds", "actor is broken", "history empty"]
    const edges = ["history at the count", "history of another currency", "history that just ended to count"]
    for (const what of [...often, ...edges]) expect([what, seen.of(what) / RUNS > 0.05]).toEqual([what, true])
    expect(seen.of("grown payment")).toBeGreaterThan(RUNS / 20)
  })
})
