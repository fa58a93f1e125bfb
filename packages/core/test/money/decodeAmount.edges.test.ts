import { decodeAmount } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

const MAX = Number.MAX_SAFE_INTEGER
const codeOf = (answer: ReturnType<typeof decodeAmount>) => (answer.ok ? answer.value : answer.faults[0]!.code)

describe("reading an amount", () => {
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
    for (const text of [
      "",
      " ",
      " 100",
      "100 ",
      "100\n",
      "01",
      "00",
      "+100",
      "1.0",
      "1.",
      "1e2",
      "1e400",
      "0x64",
      "1_0",
      "NaN",
      "null",
      "١",
      '"100"',
    ]) {
      expect(codeOf(decodeAmount(provider, "USD", text))).toBe("amount_malformed")
    }
    for (const text of ["-0", "-1", "-100"]) expect(codeOf(decodeAmount(provider, "USD", text))).toBe("amount_negative")
  })

  it.each([
    "",
    " 1.15",
    "1.15 ",
    "+1.15",
    "01.15",
    "1.",
    ".15",
    "1,15",
    "0x10",
    "NaN",
    "Infinity",
    "null",
    '"1.15"',
    "1e",
    "[1]",
  ])("Dollr refuses `%s`, which is no JSON number", (text) => {
    expect(codeOf(decodeAmount("dollr", "USD", text))).toBe("amount_malformed")
  })

  it.each([
    100,
    -0,
    Number.NaN,
    null,
    undefined,
    100n,
    true,
    ["100"],
    { toString: () => "100" },
    Object.create(null),
    Symbol("100"),
  ])("refuses what is no text (%#)", (value) => {
    expect(codeOf(decodeAmount("stripe", "USD", value as string))).toBe("amount_not_text")
  })

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
    expect(long.ok ? "" : long.faults[0]!.message).toBe(
      `\`${"x".repeat(100)}...\` is not how this provider writes an amount`,
    )
  })
})
