import type { Outcome } from "@refund-rules/engine"
import { describe, expect, it } from "vitest"
import { doingOf, lookAgainOf, lookOf, pollOf, retryOf, sendOf } from "../../src/desk/errands.ts"
import { circuits } from "../../src/dispatch/Circuits.ts"
import {
  askedSeconds,
  isLastTry,
  pollSeconds,
  RETRY_SECONDS,
  retrySeconds,
  secondsToCall,
} from "../../src/dispatch/delays.ts"

const AT = "2026-01-01T00:00:00.000Z"

describe("the delays", () => {
  it("before each try are those of the retry table, and the last of them for ever after", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((tries) => retrySeconds(RETRY_SECONDS, tries, 1))).toEqual([
      0, 5, 30, 120, 600, 3600, 14_400, 43_200, 43_200, 43_200,
    ])
  })

  it("are spread over their whole length by chance", () => {
    expect([0, 0.5].map((chance) => retrySeconds(RETRY_SECONDS, 3, chance))).toEqual([0, 15])
  })

  it("are over once, when a person is told", () => {
    expect([1, 7, 8, 9].map((tries) => isLastTry(RETRY_SECONDS, tries))).toEqual([false, false, true, false])
  })

  it("between polls double from a minute to a day", () => {
    expect([1, 2, 3, 11, 12, 40].map((tries) => pollSeconds(tries))).toEqual([60, 120, 240, 61_440, 86_400, 86_400])
  })

  it("between polls begin sooner where the rounds are shorter, and never later", () => {
    expect([1, 2, 40].map((tries) => pollSeconds(tries, 0.05))).toEqual([3, 6, 86_400])
    expect(pollSeconds(1, 86_400)).toBe(60)
  })

  it("that a provider asks for are taken for up to an hour", () => {
    expect([undefined, -1, 0, 3600, 3601].map((asked) => askedSeconds(asked, 5))).toEqual([5, 0, 0, 3600, 3600])
  })
})

describe("a call", () => {
  const [at, leasedUntil] = ["2026-01-01T00:00:10.000Z", "2026-01-01T00:00:30.000Z"]
  const seconds = (second: string, keyed: boolean) =>
    secondsToCall({ at, madeAt: `2026-01-01T00:00:${second}Z`, leasedUntil, gatewaySeconds: 30, keyed })

  it.each([
    ["10.000", 30, 30],
    ["11.000", 30, 29],
    ["25.000", 30, 15],
    ["25.001", 30, undefined],
    ["29.999", 30, undefined],
    ["30.000", undefined, undefined],
    ["59.999", undefined, undefined],
  ])("that is made at second %s lasts so long with keys, and so long without", (second, keyed, keyless) => {
    expect([seconds(second, true), seconds(second, false)]).toEqual([keyed, keyless])
  })
})

describe("the name of an errand", () => {
  it.each([
    [sendOf("ref 1"), { doing: "send", tries: 1 }],
    [retryOf("again", "7 ref", 2, "x"), { doing: "again", tries: 2 }],
    [retryOf("doubt", "ref_1", 12, "x"), { doing: "doubt", tries: 12 }],
    [pollOf("ref_1", 4, 3, "x"), { doing: "poll", tries: 3 }],
    [lookOf("ref_1", AT), { doing: "look", tries: 1 }],
    [lookAgainOf(lookOf("look 1", AT), 12, "x"), { doing: "look", tries: 12 }],
    [{ id: "sweep ref_1", refundId: "ref_1" }, undefined],
  ])("%o says what to do", (errand, expected) => {
    expect(doingOf(errand)).toEqual(expected)
  })
})

const LATER = "2026-01-01T00:01:00.000Z"
const through: Outcome = { _tag: "Refused", code: "no" }
const lost: Outcome = { _tag: "Unknown", cause: "reset" }
const refused: Outcome = { _tag: "Misconfigured", cause: "401" }

const after = (outcomes: readonly Outcome[]) => {
  const known = circuits(60)
  const toldBefore = outcomes.map((outcome) => known.take("g", outcome, AT))
  return { known, toldBefore, until: known.restUntil("g", AT) }
}

const times = (count: number, outcome: Outcome): readonly Outcome[] => Array.from({ length: count }, () => outcome)

describe("a gateway", () => {
  it("is left alone once half of twenty did not get through, and not before", () => {
    expect(after(times(19, lost)).until).toBeUndefined()
    expect(after(times(20, lost)).until).toBe(LATER)
    expect(after([...times(10, through), ...times(10, lost)]).until).toBe(LATER)
    expect(after([...times(11, through), ...times(9, lost)]).until).toBeUndefined()
  })

  it("is tried again when the rest is over", () => {
    const { known } = after(times(20, lost))
    expect(known.restUntil("g", "2026-01-01T00:00:59.999Z")).toBe(LATER)
    expect(known.restUntil("g", LATER)).toBeUndefined()
  })

  it("that refuses the credentials rests at once, and somebody is told once until it takes them", () => {
    const { toldBefore, until } = after([refused, refused, through, refused])
    expect(until).toBe(LATER)
    expect(toldBefore).toEqual([false, true, true, false])
  })

  it("of another merchant is another", () => {
    const { known } = after([refused])
    expect(known.restUntil("other", AT)).toBeUndefined()
  })
})
