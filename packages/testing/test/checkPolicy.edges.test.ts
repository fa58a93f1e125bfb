import { describe, expect, it } from "vitest"
import { checkPolicy, render } from "@refund-rules/testing"
import { planted } from "./planted.ts"

describe("finds a planted mistake within 5 seconds, in a case of at most 2 lines and 2 events", () => {
  it.each(planted.map((one) => [one.mistake, one] as const))("%s", (mistake, { meant, policy }) => {
    const began = Date.now()
    const report = checkPolicy(policy, meant, { runs: 5000 })
    const took = Date.now() - began
    console.log(`${mistake}: ${took} ms, ${report.runs} cases${report.exhaustive ? ", exhaustive" : ""}`)
    if (process.env["SHOW"]) console.log(render(report))
    expect(report.ok).toBe(false)
    expect(took).toBeLessThan(5000)
    for (const { case: smallest } of report.counterexamples) {
      expect(smallest.payment.lines?.length ?? 1).toBeLessThanOrEqual(2)
      expect(smallest.history.length).toBeLessThanOrEqual(2)
    }
  })
})
