import { codecFor, decodeAmount, encodeAmount, exponentOf, stepInMinor } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { currencies } from "../../src/money/Currency.js"

const MAX = Number.MAX_SAFE_INTEGER
const own = "MGA KWD BHD JOD OMR TND ISK UGX".split(" ")
const codeOf = (answer: ReturnType<typeof decodeAmount> | ReturnType<typeof encodeAmount>) =>
  answer.ok ? answer.value : answer.faults[0]!.code

describe("the codec of", () => {
  it.each(["stripe", "loop"])("%s counts zero-decimal currencies in whole units", (provider) => {
    for (const code of "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" ")) {
      expect(codecFor(provider, code)).toEqual({ exponent: 0, step: 1, wire: "minorInt" })
    }
  })

  it.each([
    ["MGA", 0, 1, 100],
    ["KWD", 3, 10, 10],
    ["BHD", 3, 10, 10],
    ["JOD", 3, 10, 10],
    ["OMR", 3, 10, 10],
    ["TND", 3, 10, 10],
    ["ISK", 2, 100, 1],
    ["UGX", 2, 100, 1],
    ["HUF", 2, 1, 1],
    ["TWD", 2, 1, 1],
    ["USD", 2, 1, 1],
    ["IQD", 3, 1, 1],
    ["CLF", 4, 1, 1],
  ])("Stripe and Loop for %s has exponent %i and step %i, which is %i in ISO units", (code, exponent, step, inMinor) => {
    for (const provider of ["stripe", "loop"]) {
      expect(codecFor(provider, code)).toEqual({ exponent, step, wire: "minorInt" })
      expect(stepInMinor(provider, code)).toBe(inMinor)
    }
  })

  it("Stripe is ISO's wherever it has no unit of its own", () => {
    for (const code of currencies().filter((code) => !own.includes(code))) {
      expect(codecFor("stripe", code)).toEqual({ exponent: exponentOf(code), step: 1, wire: "minorInt" })
      expect(stepInMinor("stripe", code)).toBe(1)
    }
  })

  it.each([
    ["wooshpay", "minorString"],
    ["dodo", "minorInt"],
    ["dollr", "majorNumber"],
    ["sandbox", "minorInt"],
  ])("%s is ISO's for every currency, written as %s", (provider, wire) => {
    for (const code of currencies()) {
      expect(codecFor(provider, code)).toEqual({ exponent: exponentOf(code), step: 1, wire })
      expect(stepInMinor(provider, code)).toBe(1)
    }
  })

  it.each([
    ["paypal", "USD", "unknown_provider"],
    ["Stripe", "USD", "unknown_provider"],
    ["constructor", "USD", "unknown_provider"],
    ["__proto__", "nonsense", "unknown_provider"],
    ["stripe", "XAU", "unknown_currency"],
    ["stripe", "usd", "unknown_currency"],
    ["stripe", "constructor", "unknown_currency"],
    ["dodo", "__proto__", "unknown_currency"],
  ])("%s for %s does not exist: %s", (provider, currency, code) => {
    expect(codecFor(provider, currency)).toBeUndefined()
    expect(stepInMinor(provider, currency)).toBe(1)
    expect(codeOf(decodeAmount(provider, currency, "100"))).toBe(code)
    expect(codeOf(encodeAmount(provider, currency, 100))).toBe(code)
  })
})

describe("reading", () => {
  it.each([
    ["stripe", "USD", "1999", 1999],
    ["stripe", "USD", "0", 0],
    ["stripe", "JPY", "500", 500],
    ["stripe", "MGA", "1", 100],
    ["stripe", "MGA", "90071992547409", 9007199254740900],
    ["stripe", "MGA", "90071992547410", "amount_too_large"],
    ["stripe", "KWD", "3335", 3335],
    ["stripe", "ISK", "4000", 40],
    ["stripe", "ISK", "4009", "amount_not_in_iso_units"],
    ["stripe", "ISK", "4010", "amount_not_in_iso_units"],
    ["stripe", "ISK", "99", "amount_not_in_iso_units"],
    ["stripe", "ISK", "100", 1],
    ["stripe", "UGX", "101", "amount_not_in_iso_units"],
    ["loop", "UGX", "500", 5],
    ["stripe", "HUF", "1045", 1045],
    ["stripe", "USD", String(MAX), MAX],
    ["stripe", "USD", "9007199254740992", "amount_too_large"],
    ["stripe", "USD", "9007199254740993", "amount_too_large"],
    ["dodo", "USD", "2147483646", 2147483646],
    ["dodo", "USD", "2147483647", 2147483647],
    ["dodo", "USD", "2147483648", "amount_above_provider_limit"],
    ["wooshpay", "USD", "1", 1],
    ["wooshpay", "USD", "100", 100],
    ["wooshpay", "USD", "0", "amount_not_positive"],
    ["wooshpay", "KWD", "1", 1],
    ["dollr", "USD", "1.15", 115],
    ["dollr", "USD", "8.2", 820],
    ["dollr", "USD", "12.34", 1234],
    ["dollr", "USD", "0.29", 29],
    ["dollr", "USD", "1e2", 10000],
    ["dollr", "USD", "1e400", "amount_too_large"],
    ["dollr", "USD", "0.001", "amount_too_precise"],
    ["dollr", "USD", "100.00000000000000000001", "amount_too_precise"],
    ["dollr", "KWD", "0.001", 1],
    ["dollr", "JPY", "1.5", "amount_too_precise"],
    ["dollr", "ISK", "500", 500],
    ["sandbox", "KWD", "3335", 3335],
  ])("%s %s `%s` gives %s", (provider, currency, text, right) => {
    expect(codeOf(decodeAmount(provider, currency, text))).toBe(right)
  })

  it.each(["stripe", "loop", "dodo", "wooshpay", "sandbox"])("%s refuses whatever is not digits alone", (provider) => {
    for (const text of ["", " ", " 100", "100 ", "100\n", "01", "00", "+100", "1.0", "1.", "1e2", "1e400", "0x64", "1_0", "NaN", "null", "١", '"100"']) {
      expect(codeOf(decodeAmount(provider, "USD", text))).toBe("amount_malformed")
    }
    for (const text of ["-0", "-1", "-100"]) expect(codeOf(decodeAmount(provider, "USD", text))).toBe("amount_negative")
  })

  it.each(["", " 1.15", "1.15 ", "+1.15", "01.15", "1.", ".15", "1,15", "0x10", "NaN", "Infinity", "null", '"1.15"', "1e", "[1]"])(
    "Dollr refuses `%s`, which is no JSON number",
    (text) => {
      expect(codeOf(decodeAmount("dollr", "USD", text))).toBe("amount_malformed")
    },
  )

  it.each([100, -0, Number.NaN, null, undefined, 100n, true, ["100"], { toString: () => "100" }, Object.create(null), Symbol("100")])(
    "refuses what is no text (%#)",
    (value) => {
      expect(codeOf(decodeAmount("stripe", "USD", value as string))).toBe("amount_not_text")
    },
  )

  it("says what was wrong with the input, at most 100 characters of it", () => {
    expect(decodeAmount("stripe", "ISK", "4010")).toEqual({
      ok: false,
      faults: [
        {
          path: "",
          code: "amount_not_in_iso_units",
          message: "`4010` is no whole number of the currency's smallest ISO unit",
        },
      ],
    })
    const long = decodeAmount("stripe", "USD", "x".repeat(101))
    expect(long.ok ? "" : long.faults[0]!.message).toBe(`\`${"x".repeat(100)}\` is not how this provider writes an amount`)
  })
})

describe("writing", () => {
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

  it.each([-1, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX + 1, MAX + 2, "100", null, undefined, 100n, {}, Symbol("1")])(
    "refuses what money cannot be (%#)",
    (value) => {
      expect(codeOf(encodeAmount("stripe", "USD", value as number))).toBe("amount_not_minor")
    },
  )

  it("names the nearest lower amount", () => {
    const words = (currency: string, minor: number) => {
      const answer = encodeAmount("stripe", currency, minor)
      return answer.ok ? "" : answer.faults[0]!.message
    }
    expect(words("KWD", 3335)).toBe("`3335` is no multiple of this provider's step, the nearest lower amount is `3330`")
    expect(words("MGA", 150)).toMatch(/, the nearest lower amount is `100`$/)
    expect(words("USD", -0)).toBe("`-0` is not a safe integer from 0 up")
    expect(words("USD", null as never)).toBe("`null` is not a safe integer from 0 up")
    expect(words("USD", 5n as never)).toBe("`bigint` is not a safe integer from 0 up")
  })
})
