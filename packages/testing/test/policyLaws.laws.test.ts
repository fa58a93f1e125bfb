import { parsePolicy } from "@refund-rules/core"
import { policies, policyLaws } from "@refund-rules/testing"
import { registerLaws } from "@refund-rules/testing/vitest"
import fc from "fast-check"
import { policyOf } from "./planted.ts"

const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)
const runs = Number(process.env["LAW_RUNS"] ?? 120)

const shop = policyOf(
  [
    { requires: { _tag: "WithinDays", of: "captured", days: 30, timeZone: "Europe/Paris" } },
    { requires: { _tag: "AmountAtMost", limits: { EUR: 50_000, JPY: 900 } }, otherwise: "Review" },
    { requires: { _tag: "NoTag", tag: "sale", on: "line" }, when: { reasons: ["goodwill"] } },
  ],
  { restocking: { basisPoints: 1500 }, shipping: "once" },
)

registerLaws("a shop's policy", policyLaws(shop), { runs, seed })

for (const [place, policy] of fc.sample(policies, { numRuns: 10, seed }).entries()) {
  registerLaws(`policy ${place + 1} of LAW_SEED=${seed}`, policyLaws(policy), { runs: runs / 10, seed })
}

const parsed = parsePolicy({ id: "open", bindAt: "request", rules: [], terms: {} })
if (parsed.ok) registerLaws("a policy without rules", policyLaws(parsed.value), { runs, seed })
