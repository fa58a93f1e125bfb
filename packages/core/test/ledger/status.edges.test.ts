import { describe, expect, it } from "vitest"
import { isHolding, isTaking } from "../../src/ledger/Ledger.ts"

describe("what a refund in each state does to the balance", () => {
  it.each([
    ["review", true, true],
    ["accepted", true, true],
    ["submitting", true, true],
    ["unknown", true, true],
    ["pending", true, true],
    ["requires_action", true, true],
    ["succeeded", false, true],
    ["failed", false, false],
    ["canceled", false, false],
    ["rejected", false, false],
  ] as const)("%s: holds %s, takes %s", (status, holds, takes) => {
    expect(isHolding(status)).toBe(holds)
    expect(isTaking(status)).toBe(takes)
  })
})
