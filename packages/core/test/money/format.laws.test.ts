import { type Currency, exponentOf, formatMoney } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect } from "vitest"
import { currencies } from "../../src/money/Currency.js"
import { law } from "../law.ts"

const minor = fc.oneof(fc.nat(1000), fc.maxSafeNat(), fc.constantFrom(0, 99, 100, Number.MAX_SAFE_INTEGER))
const sample = fc.record({
  minor,
  currency: fc.constantFrom(...currencies()),
  locale: fc.constantFrom("en", "de", "ja", "en-IN", "fr-CH"),
})

describe("money for people", () => {
  law("keeps every digit of every amount, in every currency", sample, ({ minor, currency, locale }) => {
    const digits = formatMoney(minor, currency, locale).replace(/\D/g, "")
    expect(digits).toHaveLength(Math.max(String(minor).length, exponentOf(currency as Currency) + 1))
    expect(BigInt(digits)).toBe(BigInt(minor))
  })
})
