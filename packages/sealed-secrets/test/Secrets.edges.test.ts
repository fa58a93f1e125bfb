/** Secrets of webhooks while they are changed: the old one is good for a day to the millisecond, and then for ever no more. */
import { changedBy, noSecrets, secretsIn, signingAt, textOf } from "../src/Secrets.ts"
import { Redacted } from "effect"
import { describe, expect, it } from "vitest"

const at = (time: string): string => `2026-01-${time}Z`
const setting = (...secrets: readonly string[]) => ({
  credentials: {},
  webhookSecrets: secrets.map((secret) => Redacted.make(secret)),
})
const good = (secrets: typeof noSecrets, time: string): readonly string[] =>
  signingAt(secrets, at(time)).map((secret) => Redacted.value(secret))

const first = changedBy(noSecrets, setting("first"), at("01T00:00:00.000"))
const second = changedBy(first, setting("second"), at("02T00:00:00.000"))

describe("a secret of webhooks", () => {
  it.each([
    ["02T00:00:00.000", ["second", "first"]],
    ["02T23:59:59.999", ["second", "first"]],
    ["03T00:00:00.000", ["second"]],
    ["31T00:00:00.000", ["second"]],
  ])("that was replaced on the second counts beside the new one at %s: %j", (time, expected) => {
    expect(good(second, time)).toEqual(expected)
    // As it is kept, too.
    expect(good(secretsIn(textOf(second))!, time)).toEqual(expected)
  })

  it("is not made good for longer by another change, nor by being set in vain", () => {
    const third = changedBy(second, setting("third"), at("02T12:00:00.000"))
    expect(good(third, "02T23:59:59.999")).toEqual(["third", "second", "first"])
    expect(good(third, "03T00:00:00.000")).toEqual(["third", "second"])
    expect(good(third, "03T12:00:00.000")).toEqual(["third"])
    const credentialsOnly = changedBy(second, { credentials: { key: Redacted.make("key") } }, at("02T20:00:00.000"))
    expect(good(credentialsOnly, "03T00:00:00.000")).toEqual(["second"])
  })

  it("that is over never counts again, and one that is set again counts for good", () => {
    const fourth = changedBy(second, setting("fourth"), at("05T00:00:00.000"))
    expect(good(fourth, "05T00:00:00.000")).toEqual(["fourth", "second"])
    const again = changedBy(second, setting("first"), at("02T12:00:00.000"))
    expect(good(again, "09T00:00:00.000")).toEqual(["first"])
  })

  it("is nobody's after all were taken away, but for the day that is left", () => {
    const none = changedBy(first, setting(), at("02T00:00:00.000"))
    expect([good(none, "02T12:00:00.000"), good(none, "03T00:00:00.000")]).toEqual([["first"], []])
  })
})
