import { encodeAmount } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

const MAX = Number.MAX_SAFE_INTEGER
const codeOf = (answer: ReturnType<typeof encodeAmount>) => (answer.ok ? answer.value : answer.faults[0]!.code)

describe("writing an amount", () => {
  it.each([
    ["stripe", "USD", 0, "0"],
    ["stripe", "USD", 1999, "1999"],
    ["stripe", "USD", MAX, "9007199254740991"],
    ["stripe", "MGA", 99, "amount_not_in_wire_units"],
    ["stripe", "MGA", 100, "1"],
    ["stripe", "MGA", 101, "amount_not_in_wire_units"],
    ["stripe", "MGA", 150, "amount_not_in_wire_units"],
    ["stripe", "KWD", 3329, "amount_off_step"],
    ["stripe", "KWD", 3330, "3330"],
    ["stripe", "KWD", 3331, "amount_off_step"],
    ["loop", "TND", 5, "amount_off_step"],
    ["stripe", "IQD", 3331, "3331"],
    ["stripe", "ISK", 5, "500"],
    ["stripe", "UGX", 90071992547409, "9007199254740900"],
    ["stripe", "UGX", 90071992547410, "amount_too_large"],
    ["dodo", "USD", 2147483647, "2147483647"],
    ["dodo", "USD", 2147483648, "amount_above_provider_limit"],
    ["wooshpay", "USD", 0, "amount_not_positive"],
    ["wooshpay", "USD", 1, "1"],
    ["dollr", "USD", 820, "8.20"],
    ["dollr", "USD", 5, "0.05"],
    ["dollr", "JPY", 5, "5"],
    ["dollr", "KWD", 3335, "3.335"],
    ["sandbox", "ISK", 5, "5"],
  ])("%s %s %i gives %s", (provider, currency, minor, right) => {
    expect(codeOf(encodeAmount(provider, currency, minor))).toBe(right)
  })

  it.each([
    -1,
    -0,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    MAX + 1,
    MAX + 2,
    "100",
    null,
    undefined,
    100n,
    {},
    Symbol("1"),
  ])("refuses what money cannot be (%#)", (value) => {
    expect(codeOf(encodeAmount("stripe", "USD", value as number))).toBe("amount_not_minor")
  })

  it("names the nearest lower amount", () => {
    const words = (currency: string, minor: number) => {
      const answer = encodeAmount("stripe", currency, minor)
      return answer.ok ? "" : answer.faults[0]!.message
    }
    expect(words("KWD", 3335)).toBe("`3335` is no multiple of this provider's step, the nearest lower amount is `3330`")
    expect(words("MGA", 150)).toMatch(/, the nearest lower amount is `100`$/)
    expect(words("USD", -0)).toBe("`-0` is not a safe integer from 0 up")
    expect(words("USD", null as never)).toBe("null is not a safe integer from 0 up")
    expect(words("USD", 5n as never)).toBe("`bigint` is not a safe integer from 0 up")
  })
})
