import { decide, type ExpressionFacts } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf } from "./cases.ts"
import { policyOf } from "./policies.ts"
import { asked, caseOf, line, past, policyWith, refund, type Json, type Row } from "./rows.ts"

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
    ["a tag of a line that is not known", { tags: ["gift"] }, { ask: { lines: [{ id: "x" }] } }, true],
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

  it("sees who asks and what is known of them, and nothing where it is not known", () => {
    const seen = (more: Json): Json => {
      let given: unknown
      const compile = () => (all: unknown) => {
        given ??= all
        return true
      }
      decide(policy, factsOf(caseOf({ facts: more })), { cel: { check: () => [], compile } })
      return given as Json
    }
    const known = { requestedBy: "ann", customerHistory: [past(5)], actorHistory: [past(6)] }
    expect(seen(known)).toMatchObject({
      requestedBy: "ann",
      customerHistory: [{ amount: 5 }],
      actorHistory: [{ amount: 6 }],
    })
    expect(Object.keys(seen({}))).toEqual([
      "payment",
      "ask",
      "askedAt",
      "remaining",
      "disputed",
      "refunds",
      "amount",
      "retained",
    ])
  })

  it("may turn anywhere: besides the largest sizes what was asked is tried, as it was asked", () => {
    const largest = (ask: Json, rules: readonly Json[], answers: (facts: ExpressionFacts) => boolean): unknown => {
      const judged = policyOf({ id: "default", bindAt: "request", rules, terms: {} })
      const evaluated = { cel: { check: () => [], compile: () => answers } }
      const { maxRefundable, maxWithReview } = decide(judged, factsOf(caseOf({ ask })), evaluated)
      return [maxRefundable, maxWithReview]
    }
    const expression = { id: "cel", requires: { _tag: "Expression", cel: "x" }, otherwise: "Refuse" }
    const limit = { id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR: 100 } }, otherwise: "Review" }
    const isSmall = ({ amount = 0 }: ExpressionFacts): boolean => amount <= 250
    expect(largest({ amount: 200 }, [expression], isSmall)).toEqual([200, 200])
    expect(largest({ amount: 300 }, [expression], isSmall)).toEqual([null, null])
    expect(largest({ amount: 200 }, [expression, limit], isSmall)).toEqual([100, 200])
    expect(largest({}, [expression], ({ ask }) => ask.amount === undefined)).toEqual([10_000, 10_000])
    expect(largest({ amount: 10_001 }, [expression], isSmall)).toEqual([null, null])
  })
})

describe("what a provider cannot carry", () => {
  const year = { payment: {}, facts: {} }
  it.each<[string, Json, Partial<Row>, readonly string[]]>([
    ["a part of the payment", { partial: false }, year, ["PartialUnsupported"]],
    ["all of it", { partial: false }, { ask: {} }, []],
    [
      "all of it that can be paid out",
      { partial: false },
      { payment: { provider: "stripe", currency: "KWD", captured: 10_005 }, ask: {} },
      [],
    ],
    ["nothing, and that is not a part", { partial: false }, { ask: { amount: 0 } }, ["NothingAsked"]],
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
