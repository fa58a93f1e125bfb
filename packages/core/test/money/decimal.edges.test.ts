import { describe, expect, it } from "vitest"
import { formatDecimal, parseDecimal } from "../../src/money/decimal.js"

const MAX = Number.MAX_SAFE_INTEGER
const malformed = [
  "",
  " ",
  " 1",
  "1 ",
  "1\n",
  "+1",
  "01",
  "00",
  "00.1",
  "1.",
  ".5",
  "1.2.3",
  "1,5",
  "1_000",
  "0x10",
  "0b1",
  "1n",
  "１",
  "NaN",
  "Infinity",
  "-Infinity",
  "null",
  "1e",
  "1e+",
  "e5",
  "1e1.5",
  "--1",
  "-",
  "-.5",
  "-01",
  "1e2e3",
  "$1",
  "1 000",
]

describe("a decimal", () => {
  it.each([
    ["1.15", 2, 115],
    ["8.2", 2, 820],
    ["12.34", 2, 1234],
    ["0.29", 2, 29],
    ["0", 2, 0],
    ["0.00", 2, 0],
    ["0.01", 2, 1],
    ["5", 0, 5],
    ["5.0", 0, "amount_too_precise"],
    ["1.150", 2, "amount_too_precise"],
    ["1.155", 2, "amount_too_precise"],
    ["1.155", 3, 1155],
    ["1.1555", 3, "amount_too_precise"],
    ["0.0001", 4, 1],
    ["100.00000000000000000001", 2, "amount_too_precise"],
    ["90071992547409.90", 2, MAX - 1],
    ["90071992547409.91", 2, MAX],
    ["90071992547409.92", 2, "amount_too_large"],
    ["9007199254740991", 0, MAX],
    ["9007199254740992", 0, "amount_too_large"],
    ["9007199254740993", 0, "amount_too_large"],
    ["10000000000000000", 0, "amount_too_large"],
    ["-0", 2, "amount_negative"],
    ["-0.00", 2, "amount_negative"],
    ["-1.15", 2, "amount_negative"],
  ])("`%s` of %i decimals is %s", (text, exponent, right) => {
    expect(parseDecimal(text, exponent)).toBe(right)
    expect(parseDecimal(text, exponent, "plain")).toBe(right)
  })

  it.each([
    ["1e2", 2, 10000],
    ["1E2", 2, 10000],
    ["1e+2", 2, 10000],
    ["1.5e0", 2, 150],
    ["1.5e1", 0, 15],
    ["1.55e1", 0, "amount_too_precise"],
    ["1.150e1", 2, 1150],
    ["1e-2", 2, 1],
    ["1e-3", 2, "amount_too_precise"],
    ["100e-2", 2, 100],
    ["100e-3", 2, "amount_too_precise"],
    ["9.007199254740991e15", 0, MAX],
    ["9.007199254740992e15", 0, "amount_too_large"],
    ["1e13", 2, 1e15],
    ["1e14", 2, "amount_too_large"],
    ["1e400", 2, "amount_too_large"],
    ["1e-400", 2, "amount_too_precise"],
    ["0e400", 2, 0],
    ["0.0e400", 2, 0],
    [`1e${"9".repeat(100_000)}`, 2, "amount_too_large"],
    [`1e-${"9".repeat(100_000)}`, 2, "amount_too_precise"],
    ["9".repeat(1_000_000), 2, "amount_too_large"],
    ["-1e2", 2, "amount_negative"],
  ])("with an exponent is exact where JSON numbers are read, and refused elsewhere (%#)", (text, exponent, right) => {
    expect(parseDecimal(text, exponent)).toBe(right)
    if (/e/i.test(text)) expect(parseDecimal(text, exponent, "plain")).toBe("amount_malformed")
    if (/[.e]/i.test(text)) expect(parseDecimal(text, exponent, "integer")).toBe("amount_malformed")
  })

  it.each(malformed)("is not `%s`", (text) => {
    for (const notation of ["integer", "plain", "number"] as const) {
      expect(parseDecimal(text, 2, notation)).toBe("amount_malformed")
    }
  })

  it.each([
    [0, 0, "0"],
    [5, 0, "5"],
    [0, 2, "0.00"],
    [5, 2, "0.05"],
    [99, 2, "0.99"],
    [100, 2, "1.00"],
    [820, 2, "8.20"],
    [1, 3, "0.001"],
    [1000, 3, "1.000"],
    [1, 4, "0.0001"],
    [MAX, 2, "90071992547409.91"],
  ])("of %i units and %i decimals is written `%s`", (minor, exponent, text) => {
    expect(formatDecimal(minor, exponent)).toBe(text)
  })
})
