import { formatMoney } from "@refund-rules/core"
import { afterEach, describe, expect, it, vi } from "vitest"

afterEach(() => {
  vi.unstubAllGlobals()
})

describe("money for people", () => {
  it.each([
    [123456, "EUR", "en", "€1,234.56"],
    [0, "USD", "en", "$0.00"],
    [1234, "JPY", "en", "¥1,234"],
    [5, "ISK", "en", "ISK\u00a05"],
    [5, "MGA", "en", "MGA\u00a00.05"],
    [1234567, "KWD", "en", "KWD\u00a01,234.567"],
    [1, "CLF", "en", "CLF\u00a00.0001"],
    [123456, "EUR", "de", "1.234,56\u00a0€"],
    [Number.MAX_SAFE_INTEGER, "USD", "en", "$90,071,992,547,409.91"],
  ])("%i %s in %s", (minor, currency, locale, words) => {
    expect(formatMoney(minor, currency, locale)).toBe(words)
  })

  it("speaks English when not asked otherwise", () => {
    expect(formatMoney(123456, "EUR")).toBe("€1,234.56")
  })

  it("is plain text where the locale is no locale", () => {
    expect(formatMoney(1234, "EUR", "no such locale")).toBe("12.34 EUR")
  })

  it("is plain text where the runtime has no Intl", () => {
    vi.stubGlobal("Intl", undefined)
    expect(formatMoney(1234, "EUR")).toBe("12.34 EUR")
    expect(formatMoney(1234, "JPY")).toBe("1234 JPY")
  })

  it("shows what is no money as it is", () => {
    expect(formatMoney(1234, "XAU")).toBe("1234 XAU")
    expect(formatMoney(Number.NaN, "EUR")).toBe("NaN EUR")
    expect(formatMoney(-1, "EUR")).toBe("-1 EUR")
  })
})
