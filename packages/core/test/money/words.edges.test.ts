import { decodeAmount, encodeAmount, parsePayment } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

const MAX = Number.MAX_SAFE_INTEGER
const said = (answer: ReturnType<typeof encodeAmount> | ReturnType<typeof decodeAmount>): string =>
  answer.ok ? "nothing" : answer.faults[0]!.message

describe("a refused amount says why, in whole sentences", () => {
  it.each([
    [encodeAmount("cash", "USD", 1), "`cash` is no provider with a known way to write amounts"],
    [encodeAmount("stripe", "XAU", 1), "`XAU` is no currency of ISO 4217 in upper case, or has no smallest unit"],
    [encodeAmount("stripe", "", 1), "`` is no currency of ISO 4217 in upper case, or has no smallest unit"],
    [decodeAmount("cash", "USD", "1"), "`cash` is no provider with a known way to write amounts"],
    [decodeAmount("stripe", "usd", "1"), "`usd` is no currency of ISO 4217 in upper case, or has no smallest unit"],
    [decodeAmount("stripe", "USD", 100 as never), "`100` is not the text of an amount"],
    [encodeAmount("stripe", "USD", 0.5), "`0.5` is not a safe integer from 0 up"],
    [decodeAmount("stripe", "USD", "1.0"), "`1.0` is not how this provider writes an amount"],
    [decodeAmount("stripe", "USD", "-1"), "`-1` has a minus sign, and no amount has one"],
    [decodeAmount("wooshpay", "USD", "0"), "`0` is not more than zero"],
    [encodeAmount("wooshpay", "USD", 0), "`0` is not more than zero"],
    [decodeAmount("dollr", "USD", "0.001"), "`0.001` has more decimals than the currency"],
    [decodeAmount("stripe", "USD", `${MAX + 1}`), `\`${MAX + 1}\` passes ${MAX} smallest units`],
    [encodeAmount("stripe", "ISK", MAX), `\`${MAX}\` passes ${MAX} smallest units`],
    [
      encodeAmount("stripe", "MGA", 150),
      "`150` is no whole number of the unit this provider counts in, the nearest lower amount is `100`",
    ],
    [decodeAmount("dodo", "USD", "2147483648"), "`2147483648` is more than this provider can carry"],
    [encodeAmount("dodo", "USD", 2147483648), "`2147483648` is more than this provider can carry"],
  ])("%#: %s", (answer, words) => {
    expect(said(answer)).toBe(words)
  })
})

describe("a message shows the input, but never what stands inside it", () => {
  const provider = (input: unknown): string => {
    const parsed = parsePayment({ provider: input, references: {}, currency: "EUR", captured: 1 })
    return parsed.ok ? "nothing" : parsed.faults[0]!.message
  }

  it.each([
    [["a secret"], "expected text, found a list"],
    [{ a: "secret" }, "expected text, found an object"],
    [null, "expected text, found null"],
    [7, "expected text, found `7`"],
    [true, "expected text, found `boolean`"],
  ])("%#: %s", (input, words) => {
    expect(provider(input)).toBe(words)
  })

  it.each([
    [99, 99, ""],
    [100, 100, ""],
    [101, 100, "..."],
  ])("of %i characters %i", (length, shown, end) => {
    const found = said(decodeAmount("stripe", "USD", "x".repeat(length)))
    expect(found).toBe(`\`${"x".repeat(shown)}${end}\` is not how this provider writes an amount`)
  })
})
