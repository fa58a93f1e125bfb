import { decide, type Ask, type Decision } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf } from "./cases.ts"
import { policyOf } from "./policies.ts"
import { captured, caseOf, dispute, line, type Json, type Row } from "./rows.ts"

const policy = (rules: readonly Json[], terms: Json = {}): ReturnType<typeof policyOf> =>
  policyOf({
    id: "default",
    bindAt: "request",
    rules: rules.map((rule, index) => ({ id: `rule-${index}`, otherwise: "Refuse", ...rule })),
    terms,
  })
const note: Json = { requires: { _tag: "NoteRequired" } }
const atMost = (EUR: number, more: Json = {}): Json => ({
  requires: { _tag: "AmountAtMost", limits: { EUR } },
  ...more,
})
const only = (...kinds: readonly string[]): Json => ({ requires: { _tag: "LineKindIn", kinds } })
const tagged = (_tag: string, tag: string, on = "line"): Json => ({ requires: { _tag, tag, on } })

/** A shirt and a fee, shoes that are final, and a hat that went back already, but for a tax on nothing. */
const payment: Json = {
  captured: 105,
  tags: ["web"],
  lines: [
    line("shirt", 40, { quantity: 2 }),
    line("fee", 20, { kind: "fee" }),
    line("shoes", 30, { tags: ["final", "web"] }),
    line("hat", 10),
    line("tip", 5, { kind: "tip", tags: ["web"] }),
  ],
}
const hatWentBack: Json = { _tag: "Request", refundId: "r", ask: { lines: [{ id: "hat" }] }, at: captured }
const facts = (ask: Json, more: Partial<Row> = {}): ReturnType<typeof factsOf> =>
  factsOf(caseOf({ payment: { ...payment, ...more.payment }, ask, facts: { history: [hatWentBack], ...more.facts } }))
const of = (...ids: readonly string[]): Json => ({ lines: ids.map((id) => ({ id })) })
const offers = (decision: Decision): readonly unknown[] =>
  decision.offers.map((offer) => ("ask" in offer ? [offer._tag, offer.ask] : [offer._tag]))

describe("what is offered beside an answer", () => {
  it.each<[string, readonly Json[], Json, readonly unknown[], Partial<Row>?, Json?]>([
    ["nothing, where it is approved", [], {}, []],
    [
      "a smaller amount beside a review, and no more",
      [atMost(10, { otherwise: "Review" })],
      {},
      [["SmallerAmount", { amount: 10 }]],
    ],
    ["nothing beside a review of everything", [{ ...note, otherwise: "Review" }], {}, []],
    [
      "a smaller amount, a larger one with approval, and credit",
      [atMost(10, { otherwise: "Review" }), atMost(20)],
      {},
      [["SmallerAmount", { amount: 10 }], ["WithApproval", { amount: 20 }], ["StoreCredit"]],
    ],
    [
      "approval, where no size does without it",
      [{ ...note, otherwise: "Review" }, atMost(20)],
      {},
      [["WithApproval", { amount: 20 }], ["StoreCredit"]],
    ],
    ["credit alone, where no size will do", [note], {}, [["StoreCredit"]]],
    [
      "no credit where only the amount is wrong",
      [tagged("HasTag", "web", "payment")],
      { amount: 200 },
      [["SmallerAmount", { amount: 95 }]],
    ],
    ["no credit without a policy that refuses", [], { amount: 200 }, [["SmallerAmount", { amount: 95 }]]],
    [
      "no credit for a payment that was never captured",
      [note],
      {},
      [],
      { payment: { status: "authorized" }, facts: { history: [] } },
    ],
    [
      "no credit where nothing remains",
      [note],
      {},
      [],
      { facts: { history: [{ _tag: "Request", refundId: "r", ask: {}, at: captured }] } },
    ],
    [
      "everything, where only that will do, and no lines besides",
      [{ requires: { _tag: "FullOnly" } }],
      { amount: 1 },
      [["SmallerAmount", { amount: 95 }], ["StoreCredit"]],
    ],
    [
      "the lines of a kind that goes back, without those that are gone",
      [only("product")],
      { reason: "other", full: true },
      [["OtherLines", { reason: "other", ...of("shirt", "shoes") }], ["StoreCredit"]],
    ],
    [
      "the lines that break none of two rules",
      [only("product"), tagged("NoTag", "final")],
      {},
      [["OtherLines", of("shirt")], ["StoreCredit"]],
    ],
    [
      "the lines that carry a tag",
      [tagged("HasTag", "web")],
      {},
      [["OtherLines", of("shoes", "tip")], ["StoreCredit"]],
    ],
    ["no lines for a tag of the payment", [tagged("NoTag", "web", "payment")], {}, [["StoreCredit"]]],
    ["no lines where none will do", [only("addon")], {}, [["StoreCredit"]]],
    [
      "of the lines named those that go back, each as it was asked",
      [only("product")],
      { lines: [{ id: "fee" }, { id: "shoes", amount: 7 }, { id: "shirt", quantity: 1 }] },
      [
        [
          "OtherLines",
          {
            lines: [
              { id: "shirt", quantity: 1 },
              { id: "shoes", amount: 7 },
            ],
          },
        ],
        ["StoreCredit"],
      ],
    ],
    ["the lines that are known", [], { lines: [{ id: "shirt" }, { id: "socks" }] }, [["OtherLines", of("shirt")]]],
    [
      "the lines that the terms do not exclude",
      [],
      of("tip", "shirt"),
      [["OtherLines", of("shirt")]],
      {},
      { tips: "never" },
    ],
    [
      "no line that the terms exclude",
      [tagged("HasTag", "web")],
      {},
      [["OtherLines", of("shoes")], ["StoreCredit"]],
      {},
      { tips: "never" },
    ],
    [
      "a line that only a rule above some amount speaks against",
      [tagged("NoTag", "final"), { ...only("product"), when: { amountAbove: 30 } }],
      of("shoes", "fee"),
      [["OtherLines", of("fee")], ["StoreCredit"]],
    ],
  ])("%s", (_, rules, ask, expected, more = {}, terms = {}) => {
    expect(offers(decide(policy(rules, terms), facts(ask, more)))).toEqual(expected)
  })

  it("names a line once, where a program named it twice beside one there is none of", () => {
    const twice = { ...facts({}), ask: { lines: [{ id: "shirt" }, { id: "shirt" }, { id: "socks" }] } as Ask }
    expect(offers(decide(policy([]), twice))).toEqual([["OtherLines", of("shirt")]])
  })
})

describe("what can be mended by another size", () => {
  const sizes = (rules: readonly Json[], ask: Json, more: Partial<Row> = {}, terms: Json = {}): unknown => {
    const { maxRefundable, violations } = decide(policy(rules, terms), facts(ask, more))
    return [violations.map(({ _tag }) => _tag), maxRefundable]
  }
  const within = (capabilities: Json): Partial<Row> => ({ facts: { capabilities } })
  it.each<[string, unknown, Json, Partial<Row>?, Json?]>([
    ["NotCaptured", null, {}, { payment: { status: "pending" }, facts: { history: [] } }],
    ["Disputed", 5, { amount: 50 }, { facts: { history: [{ ...dispute, amount: 100 }] } }],
    ["NothingRemains", null, {}, { facts: { history: [{ ...dispute, amount: 105 }] } }],
    ["CurrencyMismatch", null, { currency: "USD" }],
    ["NothingAsked", 95, { amount: 0 }],
    ["OffStep", 90, { amount: 5 }, { payment: { provider: "stripe", currency: "KWD" } }],
    ["ExceedsRemaining", 95, { amount: 96 }],
    ["FullDiffers", 95, { amount: 94, full: true }],
    ["NothingToPay", 95, { amount: 10 }, {}, { restocking: { fixed: { EUR: 10 } } }],
    ["UnknownLine", null, of("socks")],
    ["LineExcluded", null, of("tip"), {}, { tips: "never" }],
    ["ExceedsNet", 40, { lines: [{ id: "shirt", amount: 41, taxInclusive: false }] }],
    ["ExceedsUnits", 2, { lines: [{ id: "shirt", quantity: 3 }] }],
    ["PartialUnsupported", 105, { amount: 1 }, { facts: { history: [], capabilities: { partial: false } } }],
    ["SeveralUnsupported", null, {}, within({ severalPartials: false })],
    ["TooOldForProvider", null, {}, within({ maxAgeDays: 1 })],
    ["TooManyForProvider", null, {}, within({ maxRefunds: 1 })],
    ["AboveProviderLimit", 30, {}, within({ maxAmount: 30 })],
  ])("%s: %j", (tag, largest, ask, more, terms) => {
    expect(sizes([], ask, more, terms)).toEqual([expect.arrayContaining([tag]), largest])
  })

  it("no size mends an unknown line beside one asked for too many units", () => {
    expect(sizes([], { lines: [{ id: "shirt", quantity: 3 }, { id: "socks" }] })).toEqual([
      ["ExceedsUnits", "UnknownLine"],
      null,
    ])
  })

  it("a size is judged by what its units come to, not by what they might", () => {
    const rules = [atMost(30), { requires: { _tag: "AmountAtLeast", limits: { EUR: 25 } } }]
    expect(sizes(rules, { lines: [{ id: "shirt", quantity: 2 }] })).toEqual([["AboveLimit"], null])
  })

  it("an amount below what the provider carries is not offered where it carries all or nothing", () => {
    const whole = { facts: { history: [], capabilities: { partial: false } } }
    expect(sizes([atMost(30)], {}, whole)).toEqual([["AboveLimit"], null])
  })
})
