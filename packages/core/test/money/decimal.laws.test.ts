import fc from "fast-check"
import { describe, expect } from "vitest"
import { formatDecimal, parseDecimal } from "../../src/money/decimal.js"
import { law } from "../law.ts"

const MAX = BigInt(Number.MAX_SAFE_INTEGER)
const exponent = fc.constantFrom(0, 2, 3, 4)
const minor = fc.oneof(fc.nat(1000), fc.maxSafeNat(), fc.constantFrom(0, 9, 10, 99, 100, 101, Number.MAX_SAFE_INTEGER))
const digits = fc.oneof(fc.constantFrom("0", "00", "000", "10", "100"), fc.maxSafeNat().map(String))
const number = fc.record({
  integer: fc.oneof(fc.nat(1000), fc.maxSafeNat()).map(String),
  fraction: fc.option(digits, { nil: "" }),
  power: fc.option(fc.integer({ min: -25, max: 25 }), { nil: undefined }),
})
const written = ({ integer, fraction, power }: { integer: string; fraction: string; power: number | undefined }) =>
  integer + (fraction === "" ? "" : `.${fraction}`) + (power === undefined ? "" : `e${power}`)

describe("decimals", () => {
  law("come back from text as they went", fc.tuple(minor, exponent), ([amount, decimals]) => {
    expect(parseDecimal(formatDecimal(amount, decimals), decimals)).toBe(amount)
    expect(parseDecimal(formatDecimal(amount, decimals), decimals, "plain")).toBe(amount)
  })

  law("are written with exactly the currency's decimals", fc.tuple(minor, exponent), ([amount, decimals]) => {
    const [integer, fraction = ""] = formatDecimal(amount, decimals).split(".")
    expect(fraction).toHaveLength(decimals)
    expect(BigInt(integer + fraction)).toBe(BigInt(amount))
    expect(integer).toBe(String(BigInt(integer!)))
  })

  law(
    "of JSON numbers are exact, or refused for their decimals or size",
    fc.tuple(number, exponent),
    ([parts, decimals]) => {
      const shift = decimals + (parts.power ?? 0) - parts.fraction.length
      const units = BigInt(parts.integer + parts.fraction) * 10n ** BigInt(Math.max(0, shift))
      const right =
        shift < 0 && parts.fraction.length > (parts.power ?? 0)
          ? "amount_too_precise"
          : units > MAX
            ? "amount_too_large"
            : Number(units)
      expect(parseDecimal(written(parts), decimals)).toBe(right)
    },
  )

  law(
    "are read from any text without a throw",
    fc.tuple(fc.string({ unit: fc.constantFrom(..."019.eE+- _x") }), exponent),
    ([text, decimals]) => {
      const read = parseDecimal(text, decimals)
      if (typeof read === "number") expect(JSON.parse(text)).toBeCloseTo(read / 10 ** decimals)
      else expect(read).toMatch(/^amount_/)
      expect(parseDecimal(text, decimals, "plain")).toBe(/e/i.test(text) ? "amount_malformed" : read)
    },
  )
})
