import { decide, explain, verdict, type Requirement } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { evaluators, factsOf, policyOf } from "./cases.ts"

type Json = Readonly<Record<string, unknown>>

/** What a row changes about a case: 10000 EUR captured on March 20, asked for again at noon ten days later. */
interface Row {
  readonly when: string
  readonly requires: Json
  readonly facts?: Json
  readonly payment?: Json
  readonly ask?: Json
  readonly terms?: Json
  /** The tag of the violation; none where it holds. */
  readonly broken?: string
}

const captured = "2026-03-20T12:00:00Z"
const asked = (at: string): Json => ({ askedAt: at })
const line = (id: string, net: number, more: Json = {}): Json => ({
  id,
  kind: "product",
  quantity: 1,
  net,
  taxes: [],
  ...more,
})
const refund = (refundId: string, amount: number): Json => ({
  _tag: "Request",
  refundId,
  ask: { amount },
  at: captured,
})
const session = (amount: number): Json => ({
  _tag: "OpenSession",
  sessionId: "s",
  ask: { amount },
  at: captured,
  expiresAt: "2026-04-30T00:00:00Z",
})
const dispute: Json = { _tag: "OpenDispute", disputeId: "d", amount: 100, at: captured }
const past = (amount: number, at = "2026-03-25T12:00:00Z", currency = "EUR"): Json => ({ amount, at, currency })

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

const caseOf = ({ ask = { amount: 1000 }, facts = {}, payment = {} }: Partial<Row>): Json => ({
  payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, capturedAt: captured, ...payment },
  history: [],
  ask,
  askedAt: "2026-03-30T12:00:00Z",
  ...facts,
})

const policyWith = (requires: Json, more: Json = {}, terms: Json = {}): ReturnType<typeof policyOf> =>
  policyOf({ id: "default", bindAt: "request", rules: [{ id: "only", requires, otherwise: "Refuse", ...more }], terms })

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

describe("when", () => {
  const lines = { lines: [line("a", 4000, { tags: ["gift"] }), line("b", 6000, { kind: "fee" })] }
  it.each<[string, Json, Json, boolean]>([
    ["a kind in scope", { kinds: ["fee"] }, {}, true],
    ["a kind out of scope", { kinds: ["fee"] }, { ask: { lines: [{ id: "a" }] } }, false],
    ["a kind nobody has", { kinds: ["tip"] }, {}, false],
    ["a kind, and no line known", { kinds: ["tip"] }, { ask: { lines: [{ id: "x" }] } }, true],
    ["a tag of a line", { tags: ["gift"] }, {}, true],
    ["a tag of a line not named", { tags: ["gift"] }, { ask: { lines: [{ id: "b" }] } }, false],
    ["a tag of the payment", { tags: ["vip"] }, { payment: { ...lines, tags: ["vip"] } }, true],
    ["a tag nobody has", { tags: ["vip"] }, {}, false],
    ["a reason", { reasons: ["other"] }, { ask: { reason: "other" } }, true],
    ["another reason", { reasons: ["goodwill"] }, { ask: { reason: "other" } }, false],
    ["no reason at all", { reasons: ["goodwill"] }, {}, true],
    ["the currency", { currencies: ["USD", "EUR"] }, {}, true],
    ["another currency", { currencies: ["USD"] }, {}, false],
    ["the provider", { providers: ["sandbox"] }, {}, true],
    ["another provider", { providers: ["stripe"] }, {}, false],
    ["one more than the amount", { amountAbove: { EUR: 999 } }, { ask: { amount: 1000 } }, true],
    ["the amount", { amountAbove: { EUR: 1000 } }, { ask: { amount: 1000 } }, false],
    ["one less than the amount", { amountAbove: 1001 }, { ask: { amount: 1000 } }, false],
    ["one more than an amount in any currency", { amountAbove: 999 }, { ask: { amount: 1000 } }, true],
    ["an amount in another currency", { amountAbove: { USD: 5000 } }, { ask: { amount: 1000 } }, true],
    ["an amount without a price", { amountAbove: 5000 }, { ask: { amount: 0 } }, true],
    ["both", { currencies: ["EUR"], kinds: ["fee"] }, {}, true],
    ["one of two", { currencies: ["EUR"], kinds: ["tip"] }, {}, false],
    ["nothing", {}, {}, true],
  ])("%s", (_, when, given, applies) => {
    const policy = policyWith({ _tag: "NoteRequired" }, { when })
    const facts = factsOf(caseOf({ payment: lines, ask: {}, ...given }))
    const step = decide(policy, facts).trace.find(({ rule }) => rule === "only")
    expect(step?.violations.length).toBe(applies ? 1 : 0)
  })
})

describe("an expression", () => {
  const facts = factsOf(caseOf({}))
  const policy = policyWith({ _tag: "Expression", cel: "x" })
  const fact = (compile: () => (facts: unknown) => boolean | undefined): unknown =>
    decide(policy, facts, { cel: { check: () => [], compile } }).violations[0]

  it("is broken without an evaluator, and where the evaluator throws", () => {
    const missing = (what: string): Json => ({ _tag: "FactMissing", requirement: "Expression", fact: what })
    expect(decide(policy, facts).violations).toEqual([missing("evaluator")])
    expect(
      fact(() => {
        throw new Error("no such language")
      }),
    ).toEqual(missing("evaluator"))
    expect(
      fact(() => () => {
        throw new Error("too deep")
      }),
    ).toEqual(missing("value"))
  })

  it("sees the case as plain data, priced", () => {
    let seen: unknown
    fact(() => (given) => {
      seen ??= given
      return true
    })
    expect(seen).toMatchObject({
      ask: { amount: 1000 },
      amount: 1000,
      retained: 0,
      remaining: 10_000,
      disputed: 0,
      refunds: 0,
    })
    expect(JSON.parse(JSON.stringify(seen))).toEqual(seen)
  })
})

describe("what a provider cannot carry", () => {
  const year = { payment: {}, facts: {} }
  it.each<[string, Json, Partial<Row>, readonly string[]]>([
    ["a part of the payment", { partial: false }, year, ["PartialUnsupported"]],
    ["all of it", { partial: false }, { ask: {} }, []],
    ["a second refund", { severalPartials: false }, { facts: { history: [refund("r", 1)] } }, ["SeveralUnsupported"]],
    ["the first", { severalPartials: false }, year, []],
    ["an amount one above", { maxAmount: 999 }, year, ["AboveProviderLimit"]],
    ["an amount at the limit", { maxAmount: 1000 }, year, []],
    ["one refund more", { maxRefunds: 1 }, { facts: { history: [refund("r", 1)] } }, ["TooManyForProvider"]],
    ["the last refund", { maxRefunds: 2 }, { facts: { history: [refund("r", 1)] } }, []],
    ["a payment as old as it may not be", { maxAgeDays: 10 }, year, ["TooOldForProvider"]],
    ["a payment a moment younger", { maxAgeDays: 10 }, { facts: asked("2026-03-30T11:59:59.999Z") }, []],
  ])("%s", (_, capabilities, row, broken) => {
    const facts = factsOf({ ...caseOf(row), capabilities })
    const decision = decide(policyOf({ id: "none", bindAt: "request", rules: [], terms: {} }), facts)
    expect(decision.violations.map((violation) => violation._tag)).toEqual(broken)
    expect(decision._tag).toBe(broken.length === 0 ? "Approve" : "Refuse")
  })
})
