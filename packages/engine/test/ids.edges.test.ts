import { Ids } from "@refund-rules/engine"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const newId = await Effect.runPromise(Ids)

describe("a new id", () => {
  it("says its kind, and is 26 letters and digits long", () => {
    expect(newId("ref", "2026-01-01T00:00:00.000Z")).toMatch(/^ref_[0-9a-hjkmnp-tv-z]{26}$/)
  })

  it("comes after every one of an earlier instant", () => {
    const instants = [
      "1970-01-01T00:00:00.000Z",
      "2026-01-01T00:00:00.000Z",
      "2026-01-01T00:00:00.001Z",
      "9999-12-31T23:59:59.999Z",
    ]
    const ids = instants.map((at) => newId("ref", at))
    expect(ids.toSorted()).toEqual(ids)
  })

  it("is never one that was", () => {
    const ids = Array.from({ length: 10_000 }, () => newId("ref", "2026-01-01T00:00:00.000Z"))
    expect(new Set(ids).size).toBe(ids.length)
  })
})
