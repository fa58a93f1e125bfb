import { lint } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { atLeast, atMost, type Json, kinds, ofActor, ofCustomer, policy, review, rule, within } from "./given.ts"

const said = (rules: readonly Json[], more: Json = {}): readonly string[] =>
  lint(policy(rules, more)).map(({ code, message, rule: id }) => `${id}: ${code}: ${message}`)

const note = { _tag: "NoteRequired" }
const noTag = (tag: string, on = "line"): Json => ({ _tag: "NoTag", tag, on })

describe("lint says what cannot have been meant", () => {
  it.each<[string, readonly Json[], readonly string[]]>([
    [
      "a review that another rule always refuses",
      [rule("a", atMost({ EUR: 100 })), rule("b", atMost({ EUR: 500 }), review)],
      ["b: review_always_refused: whatever breaks it also breaks rule `a`, otherwise Refuse"],
    ],
    ["a refusal is not idle beside a review", [rule("a", within(14), review), rule("b", within(30))], []],
    [
      "a review beside a stricter review",
      [rule("a", within(14), review), rule("b", within(30), review)],
      ["b: rule_never_matters: whatever breaks it also breaks rule `a`, otherwise Review"],
    ],
    [
      "the earlier of two that say the same stays, wherever a third stands",
      [rule("a", note), rule("b", within(3)), rule("c", note)],
      ["c: rule_never_matters: whatever breaks it also breaks rule `a`, otherwise Refuse"],
    ],
    [
      "a review that says the same as a later refusal",
      [rule("a", note, review), rule("b", note)],
      ["a: review_always_refused: whatever breaks it also breaks rule `b`, otherwise Refuse"],
    ],
    [
      "a window of no days",
      [rule("a", within(0))],
      ["a: impossible_window: a window of `0` days has ended when it starts"],
    ],
    ["a window of one day is one", [rule("a", within(1))], []],
    [
      "a customer's history of no days",
      [rule("a", ofCustomer(0, { count: 1 }))],
      ["a: impossible_window: in `0` days nothing has ever happened"],
    ],
    [
      "an actor's history without any refund",
      [rule("a", ofActor(1, { count: 0 }))],
      ["a: never_holds: this refund counts too: none is ever allowed"],
    ],
    ["an actor's history with one", [rule("a", ofActor(1, { count: 1 }))], []],
    [
      "a payment without any refund",
      [rule("a", { _tag: "RefundsAtMost", count: 0 })],
      ["a: never_holds: this refund counts too: none is ever allowed"],
    ],
    ["a payment with one", [rule("a", { _tag: "RefundsAtMost", count: 1 })], []],
    [
      "a share of everything",
      [rule("a", { _tag: "ShareAtMost", percent: 100 })],
      ["a: rule_never_matters: nobody gets back more than was captured anyway"],
    ],
    [
      "a share of nothing",
      [rule("a", { _tag: "ShareAtMost", percent: 0 })],
      ["a: never_holds: every refund is more than `0` percent"],
    ],
    ["a share of something", [rule("a", { _tag: "ShareAtMost", percent: 99 })], []],
    [
      "every kind",
      [rule("a", kinds("product", "addon", "shipping", "fee", "tip", "adjustment"))],
      ["a: rule_never_matters: every kind of line is allowed"],
    ],
    ["every kind but one", [rule("a", kinds("product", "addon", "shipping", "fee", "tip"))], []],
    ["a limit of 0", [rule("a", atMost({ EUR: 0 }))], ["a: never_holds: every refund is more than `0`"]],
    ["a limit of 0 in one of two currencies", [rule("a", atMost({ EUR: 0, USD: 1 }))], []],
    ["a minimum of 0", [rule("a", atLeast({ EUR: 0 }))], []],
  ])("%s", (_, rules, words) => {
    expect(said(rules)).toEqual(words)
  })
})

describe("lint compares limits", () => {
  const least = (more: Json = {}): Json => rule("a", atLeast({ EUR: 6 }), more)
  it.each<[string, readonly Json[], readonly string[]]>([
    [
      "a minimum above another rule's maximum",
      [least(), rule("b", atMost({ EUR: 5 }))],
      ["a: impossible_amounts: at least `6` EUR is more than rule `b` allows"],
    ],
    ["a minimum at the maximum", [least(), rule("b", atMost({ EUR: 6 }))], []],
    [
      "a minimum in a currency the maximum does not name",
      [rule("a", atLeast({ EUR: 6, USD: 7 })), rule("b", atMost({ EUR: 6 }))],
      [
        "a: impossible_amounts: at least `7` USD is more than rule `b` allows",
        "a: limit_never_matters: rule `b` names no limit for USD, so nothing is paid in it: Refuse",
      ],
    ],
    ["a minimum in some scope", [least({ when: { kinds: ["fee"] } }), rule("b", atMost({ EUR: 5 }))], []],
    ["a maximum in some scope", [least(), rule("b", atMost({ EUR: 5 }), { when: { kinds: ["fee"] } })], []],
    [
      "two minimums",
      [least(), rule("b", atLeast({ EUR: 5 }))],
      ["b: rule_never_matters: whatever breaks it also breaks rule `a`, otherwise Refuse"],
    ],
    [
      "a limit in a currency the rule does not apply to",
      [rule("a", atMost({ EUR: 6, USD: 5 }), { when: { currencies: ["EUR"] } })],
      ["a: limit_never_matters: the rule does not apply to USD"],
    ],
    ["a limit in a currency of several", [rule("a", atMost({ USD: 5 }), { when: { currencies: ["EUR", "USD"] } })], []],
    [
      "a limit another rule does not know",
      [rule("a", atMost({ EUR: 6, USD: 5 })), rule("b", ofActor(1, { limits: { EUR: 5 } }))],
      ["a: limit_never_matters: rule `b` names no limit for USD, so nothing is paid in it: Refuse"],
    ],
    [
      "a reviewed limit that a review does not know",
      [rule("a", atMost({ EUR: 6, USD: 5 }), review), rule("b", ofActor(1, { limits: { EUR: 5 } }), review)],
      ["a: limit_never_matters: rule `b` names no limit for USD, so nothing is paid in it: Review"],
    ],
    [
      "a refusing limit that only a review does not know",
      [rule("a", atMost({ EUR: 6, USD: 5 })), rule("b", ofActor(1, { limits: { EUR: 5 } }), review)],
      [],
    ],
    [
      "a limit another rule does not know in its own scope",
      [
        rule("a", atMost({ EUR: 6, USD: 5 })),
        rule("b", ofActor(1, { limits: { EUR: 5 } }), { when: { kinds: ["fee"] } }),
      ],
      [],
    ],
    [
      "a limit beside a count, which has no currencies",
      [rule("a", atMost({ USD: 5 })), rule("b", ofActor(1, { count: 5 }))],
      [],
    ],
  ])("%s", (_, rules, words) => {
    expect(said(rules)).toEqual(words)
  })
})

describe("lint knows the terms", () => {
  const of = (...wanted: readonly string[]): Json => rule("a", note, { when: { kinds: wanted } })
  const never = (name: string): readonly string[] => [
    `a: scope_never_applies: under the terms no line of ${name} ever goes back`,
  ]
  const tagged = ["a: rule_never_matters: under the terms no line tagged `sale` ever goes back"]
  it.each<[string, Json, Json, readonly string[]]>([
    ["tips that never go back", of("tip"), { tips: "never" }, never("tip")],
    ["tips that do", of("tip"), { tips: "refundable" }, []],
    ["shipping that never goes back", of("shipping"), { shipping: "never" }, never("shipping")],
    ["shipping that goes back once", of("shipping"), { shipping: "once" }, []],
    ["kinds that never go back", of("fee"), { nonRefundable: { kinds: ["fee"] } }, never("fee")],
    [
      "two kinds, both never",
      of("fee", "tip"),
      { tips: "never", nonRefundable: { kinds: ["fee"] } },
      never("fee, tip"),
    ],
    ["two kinds, one never", of("fee", "product"), { nonRefundable: { kinds: ["fee"] } }, []],
    ["no scope", rule("a", note), { tips: "never" }, []],
    ["a scope of tags alone", rule("a", note, { when: { tags: ["sale"] } }), { tips: "never" }, []],
    ["a tag whose lines never go back", rule("a", noTag("sale")), { nonRefundable: { tags: ["sale"] } }, tagged],
    ["kinds alone, of a tag", rule("a", noTag("sale")), { nonRefundable: { kinds: ["fee"] } }, []],
    ["another tag", rule("a", noTag("gift")), { nonRefundable: { tags: ["sale"] } }, []],
    ["the tag on the payment", rule("a", noTag("sale", "payment")), { nonRefundable: { tags: ["sale"] } }, []],
    [
      "a tag that must be there",
      rule("a", { _tag: "HasTag", tag: "sale", on: "line" }),
      { nonRefundable: { tags: ["sale"] } },
      [],
    ],
  ])("%s", (_, one, terms, words) => {
    expect(said([one], { terms })).toEqual(words)
  })

  it.each<[string, readonly Json[], Json, readonly string[]]>([
    [
      "never asks, though somebody should approve",
      [rule("a", note)],
      { approval: { otherActor: true } },
      ["undefined: approval_never_needed: no rule ever asks for review, so nobody is ever asked to approve"],
    ],
    ["asks, and somebody approves", [rule("a", note, review)], { approval: { otherActor: true } }, []],
    ["asks sometimes", [rule("a", note), rule("b", within(3), review)], { approval: {} }, []],
    ["never asks, and nobody approves", [rule("a", note)], {}, []],
  ])("a policy that %s", (_, rules, more, words) => {
    expect(said(rules, more)).toEqual(words)
  })
})
