import { decide, explain, verdict, type Requirement } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf } from "./cases.ts"
import { evaluators } from "./policies.ts"
import {
  asked,
  captured,
  caseOf,
  dispute,
  line,
  past,
  policyWith,
  refund,
  session,
  type Json,
  type Row,
} from "./rows.ts"

const within = (days: number, timeZone?: string): Json => ({ of: "captured", days, ...(timeZone && { timeZone }) })
const paris = (days: number): Json => within(days, "Europe/Paris")
const limit = (EUR: number): Json => ({ limits: { EUR } })

const window: readonly Row[] = [
  { when: "a millisecond before the end", requires: within(10), facts: asked("2026-03-30T11:59:59.999Z") },
  { when: "at the end", requires: within(10), facts: asked("2026-03-30T12:00:00Z"), broken: "WindowClosed" },
  { when: "after the end", requires: within(10), facts: asked("2026-03-30T12:00:00.001Z"), broken: "WindowClosed" },
  { when: "before it starts", requires: within(10), facts: asked("2026-03-19T00:00:00Z") },
  { when: "no days, at the start", requires: within(0), facts: asked(captured), broken: "WindowClosed" },
  { when: "a century", requires: within(36_500), facts: asked("2126-02-24T11:59:59.999Z") },
  {
    when: "a century and a moment",
    requires: within(36_500),
    facts: asked("2126-02-24T12:00:00Z"),
    broken: "WindowClosed",
  },
  { when: "never delivered", requires: { of: "delivered", days: 10 }, broken: "FactMissing" },
  { when: "never ordered", requires: { of: "ordered", days: 10 }, broken: "FactMissing" },
  { when: "delivered late", requires: { of: "delivered", days: 1 }, payment: { deliveredAt: "2026-03-30T00:00:00Z" } },
  {
    when: "ordered early",
    requires: { of: "ordered", days: 1 },
    payment: { orderedAt: "2026-03-01T00:00:00Z" },
    broken: "WindowClosed",
  },
  // Clocks go forward on March 29: the local day of April 1 starts at 22:00 UTC.
  { when: "over a clock change, before the day ends", requires: paris(11), facts: asked("2026-03-31T21:59:59.999Z") },
  {
    when: "over a clock change, as the day ends",
    requires: paris(11),
    facts: asked("2026-03-31T22:00:00Z"),
    broken: "WindowClosed",
  },
  { when: "before a clock change, before the day ends", requires: paris(1), facts: asked("2026-03-21T22:59:59.999Z") },
  {
    when: "before a clock change, as the day ends",
    requires: paris(1),
    facts: asked("2026-03-21T23:00:00Z"),
    broken: "WindowClosed",
  },
  { when: "the same local day", requires: paris(0), facts: asked("2026-03-20T22:59:59.999Z") },
  { when: "the next local day", requires: paris(0), facts: asked("2026-03-20T23:00:00Z"), broken: "WindowClosed" },
  {
    when: "captured late in the evening of another local day",
    requires: within(0, "Asia/Tokyo"),
    payment: { capturedAt: "2026-03-20T15:00:00Z" },
    facts: asked("2026-03-21T14:59:59.999Z"),
  },
  {
    // There was no midnight: the clock went from 00:00 to 01:00.
    when: "a day without midnight, before it starts",
    requires: within(0, "Africa/Cairo"),
    payment: { capturedAt: "2024-04-25T12:00:00Z" },
    facts: asked("2024-04-25T21:59:59.999Z"),
  },
  {
    when: "a day without midnight, as it starts",
    requires: within(0, "Africa/Cairo"),
    payment: { capturedAt: "2024-04-25T12:00:00Z" },
    facts: asked("2024-04-25T22:00:00Z"),
    broken: "WindowClosed",
  },
  {
    // The clock showed midnight, then 23:01 again: the first midnight counts.
    when: "a midnight that comes twice, at the first",
    requires: within(0, "America/St_Johns"),
    payment: { capturedAt: "2007-11-03T12:00:00Z" },
    facts: asked("2007-11-04T02:30:00Z"),
    broken: "WindowClosed",
  },
]

const history = (broken: string, fact: string): readonly Row[] => [
  { when: "one less than the count", requires: { count: 3, days: 10 }, facts: { [fact]: [past(1)] } },
  { when: "the count", requires: { count: 2, days: 10 }, facts: { [fact]: [past(1)] } },
  { when: "one more than the count", requires: { count: 1, days: 10 }, facts: { [fact]: [past(1)] }, broken },
  { when: "one less than the limit", requires: { ...limit(5001), days: 10 }, facts: { [fact]: [past(4000)] } },
  { when: "the limit", requires: { ...limit(5000), days: 10 }, facts: { [fact]: [past(4000)] } },
  { when: "one more than the limit", requires: { ...limit(4999), days: 10 }, facts: { [fact]: [past(4000)] }, broken },
  {
    when: "another currency",
    requires: { ...limit(1000), count: 1, days: 10 },
    facts: { [fact]: [past(4000, captured, "USD")] },
  },
  { when: "no limit for the currency", requires: { limits: { USD: 9 }, days: 10 }, facts: { [fact]: [] }, broken },
  { when: "as old as the days", requires: { count: 1, days: 5 }, facts: { [fact]: [past(1)] } },
  {
    when: "a moment younger",
    requires: { count: 1, days: 5 },
    facts: { [fact]: [past(1, "2026-03-25T12:00:00.001Z")] },
    broken,
  },
  {
    when: "from the future",
    requires: { count: 1, days: 5 },
    facts: { [fact]: [past(1, "2026-04-25T12:00:00Z")] },
    broken,
  },
  { when: "no history known", requires: { count: 9, days: 10 }, broken: "FactMissing" },
  {
    when: "no price",
    requires: { ...limit(1), days: 10 },
    facts: { [fact]: [] },
    ask: { amount: 0 },
    broken: "FactMissing",
  },
]

const tagRows = (tag: string, carried: boolean, broken: string): readonly Row[] => {
  const has = { tags: [tag] }
  const lines = (first: Json, second: Json): Json => ({ lines: [line("a", 4000, first), line("b", 6000, second)] })
  const on = (where: string): Json => ({ tag, on: where })
  const fails = (isBroken: boolean): { broken?: string } => (isBroken ? { broken } : {})
  return [
    { when: "on the payment", requires: on("payment"), payment: has, ...fails(carried) },
    { when: "not on the payment", requires: on("payment"), ...fails(!carried) },
    { when: "on a line, not the payment", requires: on("payment"), payment: lines(has, has), ...fails(!carried) },
    { when: "on every line", requires: on("line"), payment: lines(has, has), ...fails(carried) },
    { when: "on one line", requires: on("line"), payment: lines(has, {}), broken },
    { when: "on no line", requires: on("line"), payment: lines({}, {}), ...fails(!carried) },
    {
      when: "on the line named",
      requires: on("line"),
      payment: lines(has, {}),
      ask: { lines: [{ id: "a" }] },
      ...fails(carried),
    },
    {
      when: "on a line not named",
      requires: on("line"),
      payment: lines(has, {}),
      ask: { lines: [{ id: "b" }] },
      ...fails(!carried),
    },
    {
      when: "on a line the terms exclude",
      requires: on("line"),
      payment: lines({ ...has, kind: "tip" }, {}),
      terms: { tips: "never" },
      ...fails(!carried),
    },
  ]
}

/** Where each requirement turns: a requirement without a table does not compile. */
const tables: { readonly [T in Requirement["_tag"]]: readonly Row[] } = {
  WithinDays: window,
  AmountAtMost: [
    { when: "one less", requires: limit(1001) },
    { when: "the limit", requires: limit(1000) },
    { when: "one more", requires: limit(999), broken: "AboveLimit" },
    { when: "no limit for the currency", requires: { limits: { USD: 1000 } }, broken: "AboveLimit" },
    { when: "only what is paid counts", requires: limit(900), terms: { restocking: { basisPoints: 1000 } } },
    { when: "no price", requires: limit(1000), ask: { amount: 10_001 }, broken: "FactMissing" },
  ],
  AmountAtLeast: [
    { when: "one less", requires: limit(1001), broken: "BelowLimit" },
    { when: "the least", requires: limit(1000) },
    { when: "one more", requires: limit(999) },
    { when: "no limit for the currency", requires: { limits: { USD: 1 } }, broken: "BelowLimit" },
    {
      when: "only what is paid counts",
      requires: limit(1000),
      terms: { restocking: { fixed: { EUR: 1 } } },
      broken: "BelowLimit",
    },
    { when: "no price", requires: limit(1), ask: { amount: 0 }, broken: "FactMissing" },
  ],
  ShareAtMost: [
    { when: "the share", requires: { percent: 10 } },
    { when: "one more", requires: { percent: 10 }, ask: { amount: 1001 }, broken: "AboveShare" },
    { when: "rounded down", requires: { percent: 33 }, payment: { captured: 101 }, ask: { amount: 33 } },
    {
      when: "never up",
      requires: { percent: 33 },
      payment: { captured: 101 },
      ask: { amount: 34 },
      broken: "AboveShare",
    },
    {
      when: "with what is claimed already",
      requires: { percent: 19 },
      facts: { history: [refund("r", 1000)] },
      broken: "AboveShare",
    },
    { when: "up to the share with it", requires: { percent: 20 }, facts: { history: [refund("r", 1000)] } },
    {
      when: "with what a dispute takes",
      requires: { percent: 10 },
      facts: { history: [dispute] },
      broken: "AboveShare",
    },
    {
      when: "retained or paid",
      requires: { percent: 9 },
      terms: { restocking: { basisPoints: 5000 } },
      broken: "AboveShare",
    },
    { when: "nothing at all", requires: { percent: 0 }, ask: { amount: 1 }, broken: "AboveShare" },
    { when: "everything", requires: { percent: 100 }, ask: {} },
    { when: "no price", requires: { percent: 100 }, ask: { amount: 0 }, broken: "FactMissing" },
  ],
  RefundsAtMost: [
    { when: "one less", requires: { count: 2 } },
    { when: "the count", requires: { count: 1 } },
    { when: "none allowed", requires: { count: 0 }, broken: "TooManyRefunds" },
    { when: "the count with one before", requires: { count: 2 }, facts: { history: [refund("r", 1)] } },
    {
      when: "one more with one before",
      requires: { count: 1 },
      facts: { history: [refund("r", 1)] },
      broken: "TooManyRefunds",
    },
    {
      when: "a failed one counts no more",
      requires: { count: 1 },
      facts: { history: [refund("r", 1), { _tag: "Fail", refundId: "r", at: captured }] },
    },
    {
      when: "an open session counts",
      requires: { count: 1 },
      facts: { history: [session(1)] },
      broken: "TooManyRefunds",
    },
    {
      when: "a session that ended does not",
      requires: { count: 1 },
      facts: { history: [session(1)], ...asked("2026-04-30T00:00:00Z") },
    },
  ],
  ReasonRequired: [
    { when: "a reason", requires: {}, ask: { amount: 1000, reason: "other" } },
    { when: "none", requires: {}, broken: "ReasonMissing" },
  ],
  ReasonIn: [
    { when: "one of them", requires: { reasons: ["goodwill", "other"] }, ask: { amount: 1000, reason: "other" } },
    {
      when: "another",
      requires: { reasons: ["goodwill"] },
      ask: { amount: 1000, reason: "other" },
      broken: "ReasonNotAllowed",
    },
    { when: "none", requires: { reasons: ["goodwill"] }, broken: "ReasonNotAllowed" },
  ],
  NoteRequired: [
    { when: "a note", requires: {}, ask: { amount: 1000, note: "late" } },
    { when: "a blank one", requires: {}, ask: { amount: 1000, note: " \n" }, broken: "NoteMissing" },
    { when: "none", requires: {}, broken: "NoteMissing" },
  ],
  LineKindIn: [
    { when: "every line is", requires: { kinds: ["product"] } },
    { when: "one is not", requires: { kinds: ["fee"] }, broken: "LineKindNotAllowed" },
    {
      when: "the one that is not was refunded",
      requires: { kinds: ["product"] },
      payment: { lines: [line("a", 9000), line("b", 1000, { kind: "fee" })] },
      facts: { history: [{ _tag: "Request", refundId: "r", ask: { lines: [{ id: "b" }] }, at: captured }] },
    },
    {
      when: "the one that is named was refunded",
      requires: { kinds: ["product"] },
      payment: { lines: [line("a", 9000), line("b", 1000, { kind: "fee" })] },
      facts: { history: [{ _tag: "Request", refundId: "r", ask: { lines: [{ id: "b" }] }, at: captured }] },
      ask: { lines: [{ id: "b" }] },
    },
    {
      when: "no line is in scope",
      requires: { kinds: ["addon"] },
      terms: { nonRefundable: { kinds: ["product"] } },
      ask: {},
    },
    {
      when: "the one that is not is named",
      requires: { kinds: ["product"] },
      payment: { lines: [line("a", 9000), line("b", 1000, { kind: "fee" })] },
      ask: { lines: [{ id: "a" }, { id: "b", amount: 1 }] },
      broken: "LineKindNotAllowed",
    },
  ],
  NoTag: tagRows("final-sale", true, "TagPresent"),
  HasTag: tagRows("returnable", false, "TagAbsent"),
  FullOnly: [
    { when: "everything", requires: {}, ask: {} },
    {
      when: "all that remains, as an amount",
      requires: {},
      facts: { history: [refund("r", 1)] },
      ask: { amount: 9999 },
    },
    { when: "one less", requires: {}, ask: { amount: 9999 }, broken: "NotEverything" },
    {
      when: "every line in scope",
      requires: {},
      payment: { lines: [line("a", 9000), line("b", 1000, { kind: "tip" })] },
      terms: { tips: "never" },
      ask: { lines: [{ id: "a" }] },
    },
    { when: "no price", requires: {}, ask: { amount: 0 }, broken: "FactMissing" },
  ],
  NoDispute: [
    { when: "none", requires: {} },
    { when: "an open one", requires: {}, facts: { history: [dispute] }, broken: "DisputeStands" },
    {
      when: "a lost one",
      requires: {},
      facts: { history: [dispute, { _tag: "LoseDispute", disputeId: "d", at: captured }] },
      broken: "DisputeStands",
    },
    {
      when: "a won one",
      requires: {},
      facts: { history: [dispute, { _tag: "WinDispute", disputeId: "d", at: captured }] },
    },
  ],
  CustomerAtMost: history("CustomerAboveLimit", "customerHistory"),
  ActorLimit: history("ActorAboveLimit", "actorHistory"),
  Expression: [
    { when: "true", requires: { cel: "amount <= 1000" } },
    { when: "false", requires: { cel: "amount <= 999" }, broken: "ExpressionFalse" },
    { when: "no value", requires: { cel: "who knows" }, broken: "FactMissing" },
    { when: "no price", requires: { cel: "amount <= 1000" }, ask: { amount: 0 }, broken: "FactMissing" },
  ],
}

describe.each(Object.entries(tables))("%s", (tag, rows) => {
  it.each(rows.map((row): [string, Row] => [row.when, row]))("%s", (_, row) => {
    const policy = policyWith({ _tag: tag, ...row.requires }, {}, row.terms)
    const facts = factsOf(caseOf(row))
    const step = decide(policy, facts, evaluators).trace.find(({ rule }) => rule === "only")
    expect(step?.violations.map((violation) => violation._tag)).toEqual(row.broken === undefined ? [] : [row.broken])
    expect(decide(policy, facts, evaluators)._tag).toBe(verdict(policy, facts, evaluators))
    expect(explain(decide(policy, facts, evaluators)).length).toBeGreaterThan(0)
  })

  it("is met, broken, and told apart by its table", () => {
    expect(rows.some((row) => row.broken === undefined) && rows.some((row) => row.broken !== undefined)).toBe(true)
  })
})
