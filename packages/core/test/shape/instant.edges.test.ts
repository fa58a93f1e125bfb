import { describe, expect, it } from "vitest"
import { dayOf, instantOf, later, millisecondsOf, parseInstant, type Instant } from "../../src/shape/instant.ts"

describe("an instant", () => {
  it.each([
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z"],
    ["2026-01-31T12:00:00.123999999Z", "2026-01-31T12:00:00.123Z"],
    ["2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.000Z"],
    ["2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"],
    ["2026-01-31T12:00:00-23:59", "2026-02-01T11:59:00.000Z"],
    ["2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["0400-02-29T00:00:00Z", "0400-02-29T00:00:00.000Z"],
    ["1900-02-28T12:00:00Z", "1900-02-28T12:00:00.000Z"],
    ["2100-01-01T00:00:00Z", "2100-01-01T00:00:00.000Z"],
    ["2026-01-31T12:00:00+23:59", "2026-01-30T12:01:00.000Z"],
    ["2026-01-31T12:00:00.05+01:30", "2026-01-31T10:30:00.050Z"],
    ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("reads %s", (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
    expect(instantOf(millisecondsOf(parseInstant(text)!))).toBe(instant)
  })

  it.each([
    "2026-01-31",
    "2026-01-31T12:00:00",
    "2026-01-31 12:00:00Z",
    "2026-01-31t12:00:00z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T23:60:00Z",
    "2016-12-31T23:59:60Z",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+01:60",
    "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00.1234567890Z",
    " 2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z ",
    ["2026-01-01T00:00:00Z"],
    "+02026-01-01T00:00:00Z",
    "",
    0,
    null,
    undefined,
  ])("refuses %j", (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it("is counted right however a program wrote it", () => {
    const short = "2026-02-01T00:30:00+01:00" as Instant
    expect(millisecondsOf(short)).toBe(Date.UTC(2026, 0, 31, 23, 30))
    expect(dayOf(short)).toBe(Date.UTC(2026, 0, 31) / 86_400_000)
  })

  it("past the last year of four digits is written as `Date` writes it", () => {
    expect(instantOf(Date.UTC(10_000, 0, 1))).toBe("+010000-01-01T00:00:00.000Z")
  })

  it("sorts as text as time does", () => {
    const early = parseInstant("2026-01-31T12:00:00+02:00")!
    const late = parseInstant("2026-01-31T11:00:00Z")!
    expect(later(early, late)).toBe(late)
    expect(later(late, early)).toBe(late)
  })
})
