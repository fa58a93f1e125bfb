import { decide } from "@refund-rules/core"
import { afterEach, describe, expect, it, vi } from "vitest"
import { shareOf } from "../../src/decision/meanings.ts"
import { readied } from "../../src/decision/compile.ts"
import { factsOf } from "./cases.ts"
import { evaluators, policyOf } from "./policies.ts"
import { asked, captured, caseOf, dispute, line, past, policyWith, refund, type Json, type Row } from "./rows.ts"

const lines: Json = {
  lines: [
    line("a", 6000, { tags: ["gift"] }),
    line("b", 3000, { kind: "fee", tags: ["new"] }),
    line("c", 1000, { kind: "tip", tags: ["gift"] }),
  ],
}
const goneC: Json = { history: [{ _tag: "Request", refundId: "r", ask: { lines: [{ id: "c" }] }, at: captured }] }
const both = (more: Json): Json => ({ customerHistory: [past(4000)], actorHistory: [past(4000)], ...more })
const won: readonly Json[] = [
  { ...dispute, disputeId: "w", amount: 7 },
  { _tag: "WinDispute", disputeId: "w", at: captured },
]

describe("evidence against a case has its numbers", () => {
  it.each<[string, Json, Partial<Row>, Json]>([
    [
      "of a window",
      { _tag: "WithinDays", of: "captured", days: 10 },
      { facts: asked("2026-03-31T00:00:00Z") },
      {
        _tag: "WindowClosed",
        of: "captured",
        days: 10,
        endedAt: "2026-03-30T12:00:00.000Z",
        askedAt: "2026-03-31T00:00:00.000Z",
      },
    ],
    [
      "of a window in local days, shorter than its hours where the clock skips one",
      { _tag: "WithinDays", of: "captured", days: 1, timeZone: "Europe/Paris" },
      { payment: { capturedAt: "2026-03-28T22:30:00Z" }, facts: asked("2026-03-29T22:15:00Z") },
      {
        _tag: "WindowClosed",
        of: "captured",
        days: 1,
        endedAt: "2026-03-29T22:00:00.000Z",
        askedAt: "2026-03-29T22:15:00.000Z",
      },
    ],
    [
      "of a window without a start",
      { _tag: "WithinDays", of: "delivered", days: 10 },
      {},
      { _tag: "FactMissing", requirement: "WithinDays", fact: "deliveredAt" },
    ],
    [
      "of a share without a price",
      { _tag: "ShareAtMost", percent: 1 },
      { ask: { amount: 0 } },
      { _tag: "FactMissing", requirement: "ShareAtMost", fact: "amount" },
    ],
    [
      "of everything without a price",
      { _tag: "FullOnly" },
      { ask: { amount: 0 } },
      { _tag: "FactMissing", requirement: "FullOnly", fact: "amount" },
    ],
    [
      "of a share",
      { _tag: "ShareAtMost", percent: 10 },
      { facts: { history: [refund("r", 500)] } },
      { _tag: "AboveShare", claimed: 1500, percent: 10, limit: 1000 },
    ],
    [
      "of kinds, with the lines that are of none of them",
      { _tag: "LineKindIn", kinds: ["product"] },
      { payment: lines, ask: {} },
      { _tag: "LineKindNotAllowed", lineIds: ["b", "c"], allowed: ["product"] },
    ],
    [
      "of kinds, without the lines that are gone or were not named",
      { _tag: "LineKindIn", kinds: ["addon"] },
      { payment: lines, facts: goneC, ask: { lines: [{ id: "c" }, { id: "a" }] } },
      { _tag: "LineKindNotAllowed", lineIds: ["a"], allowed: ["addon"] },
    ],
    [
      "of a tag of lines",
      { _tag: "NoTag", tag: "gift", on: "line" },
      { payment: lines, ask: {} },
      { _tag: "TagPresent", tag: "gift", lineIds: ["a", "c"] },
    ],
    [
      "of a tag lines lack",
      { _tag: "HasTag", tag: "gift", on: "line" },
      { payment: lines, ask: {} },
      { _tag: "TagAbsent", tag: "gift", lineIds: ["b"] },
    ],
    [
      "of a tag of the payment",
      { _tag: "NoTag", tag: "vip", on: "payment" },
      { payment: { tags: ["vip"] } },
      { _tag: "TagPresent", tag: "vip", lineIds: [] },
    ],
    [
      "of a tag the payment lacks",
      { _tag: "HasTag", tag: "vip", on: "payment" },
      {},
      { _tag: "TagAbsent", tag: "vip", lineIds: [] },
    ],
    [
      "of disputes, without those that were won",
      { _tag: "NoDispute" },
      { facts: { history: [...won, dispute] } },
      { _tag: "DisputeStands", disputes: 1, disputed: 100 },
    ],
    [
      "of a reason",
      { _tag: "ReasonIn", reasons: ["goodwill"] },
      {},
      { _tag: "ReasonNotAllowed", reason: null, allowed: ["goodwill"] },
    ],
    [
      "of a customer's count",
      { _tag: "CustomerAtMost", count: 1, days: 10 },
      { facts: both({}) },
      {
        _tag: "CustomerAboveLimit",
        days: 10,
        count: 2,
        maxCount: 1,
        amount: null,
        maxAmount: null,
        currency: "EUR",
      },
    ],
    [
      "of a customer's count, which needs no price",
      { _tag: "CustomerAtMost", count: 1, days: 10 },
      { facts: both({}), ask: { amount: 0 } },
      {
        _tag: "CustomerAboveLimit",
        days: 10,
        count: 2,
        maxCount: 1,
        amount: null,
        maxAmount: null,
        currency: "EUR",
      },
    ],
    [
      "of an actor's sum",
      { _tag: "ActorLimit", limits: { EUR: 4999 }, days: 10 },
      { facts: both({}) },
      {
        _tag: "ActorAboveLimit",
        days: 10,
        count: 2,
        maxCount: null,
        amount: 5000,
        maxAmount: 4999,
        currency: "EUR",
      },
    ],
  ])("%s", (_, requires, row, violation) => {
    const { trace } = decide(policyWith(requires), factsOf(caseOf(row)), evaluators)
    expect(trace.find(({ rule }) => rule === "only")?.violations).toStrictEqual([violation])
  })

  it("of a count of refunds a provider carries, this one included", () => {
    const facts = factsOf({
      ...caseOf({ facts: { history: [refund("r", 1), refund("q", 1)] } }),
      capabilities: { maxRefunds: 2 },
    })
    expect(decide(policyOf({ id: "none", bindAt: "request", rules: [], terms: {} }), facts).violations).toEqual([
      { _tag: "TooManyForProvider", count: 3, maxRefunds: 2 },
    ])
  })

  it("of a share is counted exactly, whatever the amount", () => {
    expect([
      shareOf(101, 33),
      shareOf(Number.MAX_SAFE_INTEGER, 99),
      shareOf(Number.MAX_SAFE_INTEGER, 100),
      shareOf(1, 0),
    ]).toEqual([33, 8_917_127_262_193_581, Number.MAX_SAFE_INTEGER, 0])
  })
})

describe("a host without time zones", () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it("misses the local time a window needs", () => {
    vi.stubGlobal("Intl", undefined)
    const rules = policyWith({ _tag: "WithinDays", of: "captured", days: 10, timeZone: "Antarctica/Casey" })
    expect(decide(rules, factsOf(caseOf({}))).violations).toEqual([
      { _tag: "FactMissing", requirement: "WithinDays", fact: "localTime" },
    ])
  })
})

describe("violations stand in the order of the trace", () => {
  const none = policyOf({ id: "none", bindAt: "request", rules: [], terms: {} })
  const tags = (row: Partial<Row>): readonly string[] =>
    decide(none, factsOf(caseOf(row))).violations.map(({ _tag }) => _tag)

  it("a capture before a dispute, an amount before a line", () => {
    const disputed = { payment: { status: "authorized" }, facts: { history: [dispute] }, ask: { amount: 10_000 } }
    expect(tags(disputed)).toEqual(["NotCaptured", "Disputed", "ExceedsRemaining"])
    const unknown = { payment: lines, ask: { lines: [{ id: "x" }, { id: "a", amount: 6001 }] } }
    expect(tags(unknown)).toEqual(["ExceedsRemaining", "UnknownLine"])
  })

  it("and those of one case never in the trace of another", () => {
    const rules = policyOf({
      id: "two",
      bindAt: "request",
      rules: [
        { id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 500 } }, otherwise: "Refuse" },
        { id: "reason", requires: { _tag: "ReasonRequired" }, otherwise: "Refuse" },
      ],
      terms: {},
    })
    const broken = (ask: Json): readonly string[] =>
      decide(rules, factsOf(caseOf({ ask }))).trace.flatMap(({ violations }) => violations.map(({ _tag }) => _tag))
    expect(broken({ amount: 501, reason: "other" })).toEqual(["AboveLimit"])
    expect(broken({ amount: 500 })).toEqual(["ReasonMissing"])
  })
})

describe("what is remembered of a history", () => {
  const rules = policyWith({ _tag: "CustomerAtMost", count: 1, days: 10 })
  it("is never taken for another history, another time or another currency", () => {
    const facts = factsOf(caseOf({ facts: { customerHistory: [past(1), past(2)] } }))
    const count = (more: object): unknown =>
      decide(rules, { ...facts, ...more }).violations.map((violation) => "count" in violation && violation.count)
    expect(count({})).toEqual([3])
    expect(count({ customerHistory: facts.customerHistory!.slice(1) })).toEqual([2])
    expect(count({})).toEqual([3])
    expect(count({ askedAt: "2026-04-25T12:00:00.000Z" })).toEqual([])
    expect(count({})).toEqual([3])
    expect(count({ payment: { ...facts.payment, currency: "USD" } })).toEqual([])
    expect(count({ customerHistory: [] })).toEqual([])
  })
})

describe("a policy", () => {
  it("is made ready once, whatever others are asked in between", () => {
    const one = policyWith({ _tag: "NoteRequired" })
    const other = policyWith({ _tag: "NoteRequired" })
    const ready = readied(one)
    expect(readied(other)).not.toBe(ready)
    expect(readied(one)).toBe(ready)
    expect(readied(one, evaluators)).not.toBe(ready)
  })
})
