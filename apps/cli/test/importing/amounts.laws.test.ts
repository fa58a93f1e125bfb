/** An amount or a date of a spreadsheet is read as what it says, or refused: nothing is guessed, and nothing becomes another. */
import * as fc from "fast-check"
import { describe, expect, it, test } from "vitest"
import { decimalAmount, instantIn } from "../../src/importing/amounts.ts"
import { readerOf } from "../../src/importing/Row.ts"

const reading = (text: string) => readerOf({ isCsv: true, fields: { amount: text, at: text } })

const amountIn = (text: string, currency: string): number | string => {
  const reader = reading(text)
  const amount = decimalAmount(reader, currency, "amount")
  return reader.faults.length === 0 ? amount : "refused"
}

const dateIn = (text: string): string | undefined => {
  const reader = reading(text)
  const found = instantIn(reader, "at")
  return reader.faults.length === 0 ? found : "refused"
}

test.each([
  ["12.50", "EUR", 1250],
  ["1,234.50", "EUR", 123_450],
  ["1,234,567.5000", "EUR", 123_456_750],
  ["12", "JPY", 12],
  ["1.2340", "KWD", 1234],
  ["1.2345", "KWD", "refused"],
  ["12.505", "EUR", "refused"],
  ["1,2345", "EUR", "refused"],
  ["1234,567.00", "EUR", "refused"],
  ["12,50", "EUR", "refused"],
  ["1.2.3", "EUR", "refused"],
  ["12.e1", "EUR", "refused"],
  ["12.", "EUR", "refused"],
  ["-12.00", "EUR", "refused"],
  ["€12.00", "EUR", "refused"],
  [" 12.00", "EUR", "refused"],
  ["99999999999999999.00", "EUR", "refused"],
])("`%s` %s is %s", (text, currency, expected) => expect(amountIn(text, currency)).toBe(expected))

describe("whatever is written", () => {
  const scrawl = fc.string({ unit: fc.constantFrom(..."0123456789.,e- "), minLength: 1, maxLength: 9 })

  it("is the amount of its digits, or none", () => {
    fc.assert(
      fc.property(scrawl, (text) => {
        const amount = amountIn(text, "EUR")
        if (amount === "refused") return
        const [, whole = "", part = ""] = /^([\d,]+)(?:\.(\d+))?$/.exec(text) ?? []
        const digits = whole.replaceAll(",", "")
        expect(BigInt(amount) * 10n ** BigInt(part.length)).toBe(BigInt(`${digits}${part}`) * 100n)
      }),
      { numRuns: 5000 },
    )
  })
})

test.each([
  ["1767225600", "2026-01-01T00:00:00.000Z"],
  ["2026-01-31 10:00:00", "2026-01-31T10:00:00.000Z"],
  ["2026-01-31 10:00", "2026-01-31T10:00:00.000Z"],
  ["2026-01-31", "2026-01-31T00:00:00.000Z"],
  ["2026-01-31 10:00:00 UTC", "2026-01-31T10:00:00.000Z"],
  ["2026-01-31T10:00:00.5+0200", "2026-01-31T08:00:00.500Z"],
  ["2026-02-30 10:00:00", "refused"],
  ["2026-13-01", "refused"],
  ["01/02/2026", "refused"],
  ["1 Feb 2026", "refused"],
  ["hello 5", "refused"],
  ["5", "refused"],
])("the date `%s` is %s", (text, expected) => expect(dateIn(text)).toBe(expected))
