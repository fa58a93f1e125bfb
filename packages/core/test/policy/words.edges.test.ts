import { diff, parsePolicy, refOf } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import {
  atLeast,
  atMost,
  type Json,
  kinds,
  ofActor,
  ofCustomer,
  policy,
  policyJson,
  reasons,
  rule,
  within,
} from "./given.ts"

describe("every requirement has words for people who write policies", () => {
  it.each<[Json, string]>([
    [within(14), "asked within `14` days of captured"],
    [
      within(1, { of: "delivered", timeZone: "Europe/Paris" }),
      "asked within `1` days of delivered, days as in Europe/Paris",
    ],
    [atMost({ EUR: 5, USD: 6 }), "at most `5` EUR, `6` USD is paid"],
    [atLeast({ EUR: 5 }), "at least `5` EUR is paid"],
    [{ _tag: "ShareAtMost", percent: 50 }, "at most `50` percent of the payment is claimed in all"],
    [{ _tag: "RefundsAtMost", count: 2 }, "at most `2` refunds of the payment"],
    [{ _tag: "ReasonRequired" }, "a reason is given"],
    [reasons("other", "goodwill"), "the reason is one of other, goodwill"],
    [{ _tag: "NoteRequired" }, "a note is given"],
    [kinds("fee", "tip"), "every line is one of fee, tip"],
    [{ _tag: "NoTag", tag: "sale", on: "line" }, "no line carries the tag `sale`"],
    [{ _tag: "NoTag", tag: "sale", on: "payment" }, "the payment never carries the tag `sale`"],
    [{ _tag: "HasTag", tag: "sale", on: "line" }, "every line carries the tag `sale`"],
    [{ _tag: "HasTag", tag: "sale", on: "payment" }, "the payment carries the tag `sale`"],
    [{ _tag: "FullOnly" }, "everything that remains is asked for"],
    [{ _tag: "NoDispute" }, "no dispute is open or lost"],
    [ofCustomer(30, { count: 2 }), "the customer gets at most `2` refunds in `30` days"],
    [ofCustomer(30, { limits: { EUR: 5 } }), "the customer gets at most `5` EUR in `30` days"],
    [
      ofActor(7, { count: 2, limits: { EUR: 5, USD: 6 } }),
      "the actor gets at most `2` refunds and `5` EUR, `6` USD in `7` days",
    ],
    [{ _tag: "Expression", cel: 'a == "b"' }, 'the expression "a == \\"b\\"" is true'],
  ])("%#: %s", (requires, words) => {
    expect(diff(policy([]), policy([rule("a", requires)]))).toEqual([
      `rule \`a\` was added: ${words}, otherwise Refuse`,
    ])
  })
})

describe("diff goes through what changed, field by field", () => {
  const note = { _tag: "NoteRequired" }
  it.each<[string, readonly [readonly Json[], Json?], readonly [readonly Json[], Json?], readonly string[]]>([
    [
      "a scope that is new",
      [[rule("a", note)]],
      [[rule("a", note, { when: { kinds: ["fee"] } })]],
      ['rule `a`: when was not given, is `{"kinds":["fee"]}`'],
    ],
    [
      "a list, as a whole",
      [[rule("a", reasons("other"))]],
      [[rule("a", reasons("other", "goodwill"))]],
      ['rule `a`: requires.reasons was `["other"]`, is `["other","goodwill"]`'],
    ],
    [
      "a requirement that became another",
      [[rule("a", within(3))]],
      [[rule("a", note)]],
      [
        'rule `a`: requires._tag was `"WithinDays"`, is `"NoteRequired"`',
        'rule `a`: requires.of was `"captured"`, is not given',
        "rule `a`: requires.days was `3`, is not given",
      ],
    ],
    [
      "a rule removed between two that stay in order",
      [[rule("a", note), rule("b", within(3)), rule("c", within(4))]],
      [[rule("a", note), rule("c", within(4))]],
      ["rule `b` was removed: asked within `3` days of captured, otherwise Refuse"],
    ],
    [
      "a rule added before one that stays",
      [[rule("a", note)]],
      [[rule("b", within(3)), rule("a", note)]],
      ["rule `b` was added: asked within `3` days of captured, otherwise Refuse"],
    ],
  ])("%s", (_, before, after, words) => {
    expect(diff(policy(...before), policy(...after))).toEqual(words)
  })
})

describe("a fault of a policy says what was expected", () => {
  const said = (json: unknown): readonly string[] => {
    const parsed = parsePolicy(json)
    return parsed.ok ? [] : parsed.faults.map(({ message, path }) => `${path}: ${message}`)
  }
  it.each<[string, unknown, readonly string[]]>([
    ["no policy", "a", [": expected an object, found `a`"]],
    ["rules that are no list", policyJson({} as never), ["/rules: expected a list, found an object"]],
    [
      "a currency there is none of",
      policyJson([rule("a", atMost({ XAU: 1 }))]),
      ["/rules/0/requires/limits/XAU: expected ISO 4217 codes such as USD, found `XAU`"],
    ],
    [
      "a currency that must be escaped in a pointer",
      policyJson([rule("a", atMost({ "~/a": 1 }))]),
      ["/rules/0/requires/limits/~0~1a: expected ISO 4217 codes such as USD, found `~/a`"],
    ],
    [
      "a limit for nothing",
      policyJson([rule("a", atLeast({}))]),
      ["/rules/0/requires/limits: expected a limit for at least one currency, found none"],
    ],
    [
      "a scope above no amount",
      policyJson([rule("a", { _tag: "FullOnly" }, { when: { amountAbove: {} } })]),
      ["/rules/0/when/amountAbove: expected a limit for at least one currency, found none"],
    ],
    [
      "a history without a bound",
      policyJson([rule("a", ofActor(1, {}))]),
      ["/rules/0/requires: expected a `count`, `limits` or both, found neither"],
    ],
    [
      "a history with an empty bound",
      policyJson([rule("a", ofActor(1, { count: 1, limits: {} }))]),
      ["/rules/0/requires/limits: expected a limit for at least one currency, found none"],
    ],
    [
      "a place there is none of",
      policyJson([rule("a", within(1, { timeZone: "Mars/Olympus" }))]),
      ["/rules/0/requires/timeZone: expected a time zone such as Europe/Paris, found `Mars/Olympus`"],
    ],
    [
      "a limit that is no number, once",
      policyJson([rule("a", atMost({ XAU: "1" }))]),
      ["/rules/0/requires/limits/XAU: expected a whole number, found the text `1`"],
    ],
    [
      "a scope above one amount for all",
      policyJson([rule("a", { _tag: "FullOnly" }, { when: { amountAbove: 5 } })]),
      [],
    ],
    ["a place there is", policyJson([rule("a", within(1, { timeZone: "Europe/Paris" }))]), []],
    ["a fee in a currency there is", policyJson([], { terms: { restocking: { fixed: { EUR: 1 } } } }), []],
    ["a fee in shares", policyJson([], { terms: { restocking: { basisPoints: 1 } } }), []],
  ])("%s", (_, json, words) => {
    expect(said(json)).toEqual(words)
  })
})

describe("refOf", () => {
  it("names a policy by its id and version, and gives the same reference again", () => {
    const one = policy([], { id: "strict", version: 3 })
    expect(refOf(one)).toMatchObject({ id: "strict", version: 3 })
    expect(refOf(one)).toBe(refOf(one))
    const { version: _, ...unnumbered } = one
    expect(refOf(unnumbered as typeof one)).toEqual({ ...refOf(one), version: 1 })
  })
})
