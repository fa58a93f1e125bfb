import { parsePolicy } from "@refund-rules/core"
import { afterEach, describe, expect, it, vi } from "vitest"
import { knowsTimeZone, startOfLocalDay } from "../../src/policy/localDay.ts"
import { policyJson, rule, within } from "./given.ts"

const start = (moment: string, days: number, place: string): string | undefined => {
  const found = startOfLocalDay(Date.parse(moment), days, place)
  return found === undefined ? undefined : new Date(found).toISOString()
}

describe("the local day", () => {
  it.each<[string, string, number, string, string]>([
    ["of the moment itself", "2026-01-31T12:34:56.789Z", 0, "Europe/Paris", "2026-01-30T23:00:00.000Z"],
    ["before 1970", "1969-12-31T12:00:00.001Z", 0, "UTC", "1969-12-31T00:00:00.000Z"],
    ["whose clock will skip an hour", "2026-03-28T12:00:00Z", 1, "Europe/Paris", "2026-03-28T23:00:00.000Z"],
    ["after that", "2026-03-28T12:00:00Z", 2, "Europe/Paris", "2026-03-29T22:00:00.000Z"],
    ["whose clock will show an hour again", "2026-10-24T12:00:00Z", 1, "Europe/Paris", "2026-10-24T22:00:00.000Z"],
    ["after that one", "2026-10-24T12:00:00Z", 2, "Europe/Paris", "2026-10-25T23:00:00.000Z"],
    ["whose midnight is skipped", "2026-03-07T12:00:00Z", 1, "America/Havana", "2026-03-08T05:00:00.000Z"],
    ["whose midnight comes late", "2026-10-29T12:00:00Z", 1, "Africa/Cairo", "2026-10-29T22:00:00.000Z"],
    ["whose midnight comes twice", "2026-10-31T12:00:00Z", 1, "America/Havana", "2026-11-01T04:00:00.000Z"],
    ["that never was, and then the next", "2011-12-29T12:00:00Z", 1, "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("%s starts where its clock says so", (_, moment, days, place, expected) => {
    expect(start(moment, days, place)).toBe(expected)
  })

  it("of a place nobody knows has no start", () => {
    expect(start("2026-01-31T12:00:00Z", 1, "Mars/Olympus")).toBeUndefined()
  })
})

describe("a host that cannot count local days", () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it.each<[string, unknown, string]>([
    ["without Intl", undefined, "Antarctica/Troll"],
    ["with less of it", {}, "Antarctica/Vostok"],
  ])("%s takes a policy as it is, and knows no place", (_, host, place) => {
    vi.stubGlobal("Intl", host)
    expect(parsePolicy(policyJson([rule("a", within(1, { timeZone: place }))])).ok).toBe(true)
    expect(knowsTimeZone(place)).toBe(false)
  })
})
