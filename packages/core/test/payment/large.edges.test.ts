import { parsePayment } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { line } from "../given.ts"

describe("parsePayment", () => {
  it("takes 100,000 lines, and names each of 100,000 faults", () => {
    const good = { provider: "sandbox", references: {}, currency: "EUR", captured: 100_000 }
    const lines = Array.from({ length: 100_000 }, (_, index) => line(`l${index}`, 1))
    const right = parsePayment({ ...good, lines })
    expect(right.ok && right.value.lines.length).toBe(100_000)
    const wrong = parsePayment({ ...good, lines: lines.map((one) => ({ ...one, net: "1" })) })
    expect(wrong.ok || wrong.faults.length).toBe(100_000)
  })
})
