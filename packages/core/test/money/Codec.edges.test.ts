import { codecFor, decodeAmount, encodeAmount, exponentOf, stepInMinor } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { currencies } from "../../src/money/Currency.js"

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
  ])(
    "Stripe and Loop for %s has exponent %i and step %i, which is %i in ISO units",
    (code, exponent, step, inMinor) => {
      for (const provider of ["stripe", "loop"]) {
        expect(codecFor(provider, code)).toEqual({ exponent, step, wire: "minorInt" })
        expect(stepInMinor(provider, code)).toBe(inMinor)
      }
    },
  )

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
