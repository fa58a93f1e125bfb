import { createHash } from "node:crypto"
import { diff, type ExpressionEvaluator, inForce, lint, parsePolicy, refOf, type Policy } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { atMost, type Json, policy, policyJson, review, rule } from "./given.ts"

describe("parsePolicy", () => {
  it.each<[string, Json, readonly string[]]>([
    ["nothing", {}, ["/id missing", "/bindAt missing", "/rules missing", "/terms missing"]],
    [
      "a rule twice",
      policyJson([rule("a", { _tag: "FullOnly" }), rule("a", { _tag: "NoDispute" })]),
      ["/rules/1/id duplicate_rule"],
    ],
    ["an unknown requirement", policyJson([rule("a", { _tag: "Magic" })]), ["/rules/0/requires/_tag unknown_tag"]],
    [
      "a rule called like an invariant",
      policyJson([rule("invariant/amount", { _tag: "FullOnly" })]),
      ["/rules/0/id not_well_formed"],
    ],
    [
      "an unknown currency",
      policyJson([rule("a", atMost({ EUR: 1, XAU: 1 }))]),
      ["/rules/0/requires/limits/XAU unknown_currency"],
    ],
    [
      "an unknown currency in a fee",
      policyJson([], { terms: { restocking: { fixed: { EUROS: 1 } } } }),
      ["/terms/restocking/fixed/EUROS not_a_key"],
    ],
    [
      "an unknown currency in a fee's code",
      policyJson([], { terms: { restocking: { fixed: { ZZZ: 1 } } } }),
      ["/terms/restocking/fixed/ZZZ unknown_currency"],
    ],
    [
      "a fee that is no amount by currency",
      policyJson([], { terms: { restocking: { fixed: "1" } } }),
      ["/terms/restocking/fixed not_an_object"],
    ],
    [
      "an unknown currency in a scope",
      policyJson([rule("a", { _tag: "FullOnly" }, { when: { amountAbove: { eur: 1 } } })]),
      ["/rules/0/when/amountAbove/eur unknown_currency"],
    ],
    ["no limit at all", policyJson([rule("a", atMost({}))]), ["/rules/0/requires/limits no_limit"]],
    [
      "no limit of a customer",
      policyJson([rule("a", { _tag: "CustomerAtMost", days: 1 })]),
      ["/rules/0/requires no_limit"],
    ],
    [
      "a share too large",
      policyJson([rule("a", { _tag: "ShareAtMost", percent: 101 })]),
      ["/rules/0/requires/percent too_large"],
    ],
    [
      "days too few",
      policyJson([rule("a", { _tag: "WithinDays", of: "captured", days: -1 })]),
      ["/rules/0/requires/days too_small"],
    ],
    [
      "days too many",
      policyJson([rule("a", { _tag: "WithinDays", of: "captured", days: 36_501 })]),
      ["/rules/0/requires/days too_large"],
    ],
    [
      "an unknown place",
      policyJson([rule("a", { _tag: "WithinDays", of: "captured", days: 1, timeZone: "Mars/Olympus" })]),
      ["/rules/0/requires/timeZone unknown_time_zone"],
    ],
    ["no reasons", policyJson([rule("a", { _tag: "ReasonIn", reasons: [] })]), ["/rules/0/requires/reasons too_few"]],
    [
      "no kinds",
      policyJson([rule("a", { _tag: "LineKindIn", kinds: [] }, { when: { kinds: [] } })]),
      ["/rules/0/requires/kinds too_few", "/rules/0/when/kinds too_few"],
    ],
    ["limits that are none", policyJson([rule("a", atMost(7 as never))]), ["/rules/0/requires/limits not_an_object"]],
    [
      "limits of which none can be read, once",
      policyJson([rule("a", atMost({ EUROS: 1 }))]),
      ["/rules/0/requires/limits/EUROS not_a_key"],
    ],
    [
      "a bound of a customer that cannot be read, once",
      policyJson([rule("a", { _tag: "CustomerAtMost", days: 1, count: "2" })]),
      ["/rules/0/requires/count not_an_integer"],
    ],
    [
      "a currency beside a limit that cannot be read",
      policyJson([rule("a", atMost({ EUR: "1", XAU: 1 }))]),
      ["/rules/0/requires/limits/EUR not_an_integer", "/rules/0/requires/limits/XAU unknown_currency"],
    ],
    ["a fraction", policyJson([rule("a", atMost({ EUR: 1.5 }))]), ["/rules/0/requires/limits/EUR not_an_integer"]],
    [
      "several at once",
      policyJson([rule("a", { _tag: "ShareAtMost", percent: "50" }), rule("b", atMost({ AAA: 1 }))], { version: 0 }),
      [
        "/version too_small",
        "/rules/0/requires/percent not_an_integer",
        "/rules/1/requires/limits/AAA unknown_currency",
      ],
    ],
  ])("refuses %s", (_, json, faults) => {
    const parsed = parsePolicy(json)
    expect(parsed.ok ? parsed.value : parsed.faults.map(({ code, path }) => `${path} ${code}`)).toEqual(faults)
  })

  it("reports what an evaluator finds in an expression, at its place", () => {
    const cel: ExpressionEvaluator = {
      check: () => [{ path: "", code: "type_error", message: "no" }],
      compile: () => () => true,
    }
    const parsed = parsePolicy(policyJson([rule("a", { _tag: "Expression", cel: "1 + x" })]), { cel })
    expect(parsed).toEqual({
      ok: false,
      faults: [{ path: "/rules/0/requires/cel", code: "type_error", message: "no" }],
    })
    expect(parsePolicy(policyJson([rule("a", { _tag: "Expression", cel: "1 + x" })])).ok).toBe(true)
  })

  it("shows an evaluator only what is text", () => {
    const cel: ExpressionEvaluator = {
      check: (text) => [{ path: "", code: text.trim(), message: "no" }],
      compile: () => () => true,
    }
    const parsed = parsePolicy(policyJson([rule("a", { _tag: "Expression", cel: 7 })]), { cel })
    expect(parsed).toMatchObject({ ok: false, faults: [{ path: "/rules/0/requires/cel", code: "not_text" }] })
    expect(parsed.ok || parsed.faults.length).toBe(1)
  })

  it("gives a policy that nobody changes in place, version 1 unless it says", () => {
    const read = policy([rule("a", atMost({ EUR: 1 }))])
    expect(read.version).toBe(1)
    expect(Object.isFrozen(read) && Object.isFrozen(read.rules[0]!.requires)).toBe(true)
  })
})

describe("refOf", () => {
  it("hashes what a policy says, not which version it is", () => {
    const of = (more: Json): string => refOf(policy([], more)).hash
    expect(of({ version: 7 })).toBe(of({}))
    expect(of({ bindAt: "purchase" })).not.toBe(of({}))
    const text = `{"bindAt":"request","id":"default","rules":[],"terms":{}}`
    expect(of({})).toBe(`sha256:${createHash("sha256").update(text).digest("hex")}`)
  })
})

describe("inForce", () => {
  const version = (number: number, effectiveFrom?: string, bindAt = "request"): Policy =>
    policy([], { version: number, bindAt, ...(effectiveFrom === undefined ? {} : { effectiveFrom }) })
  const { version: _, ...unnumbered } = version(1)
  const january = "2026-01-01T00:00:00.000Z"
  const february = "2026-02-01T00:00:00.000Z"
  const march = "2026-03-01T00:00:00.000Z"
  const asked = (askedAt: string, capturedAt?: string) => ({
    askedAt,
    ...(capturedAt === undefined ? {} : { capturedAt }),
  })
  it.each<[string, readonly Policy[], ReturnType<typeof asked>, number | undefined]>([
    ["none at all", [], asked(march), undefined],
    ["none yet", [version(1, march)], asked(february), undefined],
    ["at the very instant", [version(1, march)], asked(march), 1],
    ["the latest", [version(2, february), version(1, january)], asked(march), 2],
    ["not one of the future", [version(1, january), version(2, march)], asked(february), 1],
    ["since ever", [version(1)], asked(january), 1],
    ["the later version of one instant", [version(2, january), version(1, january)], asked(march), 2],
    [
      "the later version of one instant, wherever it stands",
      [version(1, january), version(2, january)],
      asked(march),
      2,
    ],
    ["the later instant, whatever its version", [version(1, february), version(2, january)], asked(march), 1],
    ["the later instant, wherever it stands", [version(2, january), version(1, february)], asked(march), 1],
    ["a version with an instant before one since ever", [version(1, january), version(2)], asked(march), 1],
    ["it wherever it stands", [version(2), version(1, january)], asked(march), 1],
    ["a numbered version before one without a number", [version(2), unnumbered], asked(march), 2],
    ["it wherever that stands", [unnumbered, version(2)], asked(march), 2],
    ["the purchase's", [version(1, january, "purchase"), version(2, march, "purchase")], asked(march, february), 1],
    [
      "the request's, though the purchase's said otherwise",
      [version(1, january, "purchase"), version(2, march)],
      asked(march, february),
      2,
    ],
    [
      "the first, for a purchase before all",
      [version(1, february, "purchase"), version(2, march, "purchase")],
      asked(march, january),
      1,
    ],
    [
      "the request's, for a purchase of unknown time",
      [version(1, january, "purchase"), version(2, march, "purchase")],
      asked(march),
      2,
    ],
  ])("binds %s", (_, versions, facts, wanted) => {
    expect(inForce(versions, facts)?.version).toBe(wanted)
  })
})

describe("diff", () => {
  const before = policy([
    rule("window", { _tag: "WithinDays", of: "captured", days: 30 }),
    rule("note", { _tag: "NoteRequired" }),
  ])
  it.each<[string, Policy, readonly string[]]>([
    ["a version number", policy([...before.rules], { version: 2 }), []],
    [
      "a field, and a rule less",
      policy([rule("window", { _tag: "WithinDays", of: "captured", days: 14 })]),
      ["rule `note` was removed: a note is given, otherwise Refuse", "rule `window`: requires.days was `30`, is `14`"],
    ],
    [
      "a rule more",
      policy([...before.rules, rule("limit", atMost({ EUR: 5 }), { ...review, when: { kinds: ["fee"] } })]),
      ['rule `limit` was added: at most `5` EUR is paid, otherwise Review, when {"kinds":["fee"]}'],
    ],
    ["the order", policy(before.rules.toReversed()), ["the rules stand in another order, which changes no verdict"]],
    [
      "terms, approval and binding",
      policy([...before.rules], { bindAt: "purchase", terms: { tips: "never" }, approval: { otherActor: true } }),
      [
        'bindAt was `"request"`, is `"purchase"`',
        'terms.tips was not given, is `"never"`',
        'approval was not given, is `{"otherActor":true}`',
      ],
    ],
  ])("says %s", (_, after, wanted) => {
    expect(diff(before, after).toSorted()).toEqual(wanted.toSorted())
  })
})

describe("lint", () => {
  const codes = (rules: readonly Json[], more: Json = {}): unknown =>
    lint(policy(rules, more)).map(({ code, rule: id }) => `${id}: ${code}`)
  const within = (days: number, more: Json = {}): Json => ({ _tag: "WithinDays", of: "captured", days, ...more })
  it.each<[string, readonly Json[], readonly string[]]>([
    ["nothing of a sound policy", [rule("a", atMost({ EUR: 500 })), rule("b", atMost({ EUR: 100 }), review)], []],
    [
      "a review that is always refused",
      [rule("a", atMost({ EUR: 100 })), rule("b", atMost({ EUR: 500 }), review)],
      ["b: review_always_refused"],
    ],
    ["of two equal rules the later", [rule("a", within(30)), rule("b", within(30))], ["b: rule_never_matters"]],
    ["the weaker of two windows", [rule("a", within(30)), rule("b", within(14))], ["a: rule_never_matters"]],
    ["no rule of another scope", [rule("a", within(14), { when: { kinds: ["fee"] } }), rule("b", within(30))], []],
    [
      "a reason required where it must be one of some",
      [rule("a", { _tag: "ReasonRequired" }), rule("b", { _tag: "ReasonIn", reasons: ["other"] })],
      ["a: rule_never_matters"],
    ],
    ["a window of no days", [rule("a", within(0))], ["a: impossible_window"]],
    ["no window of the same local day", [rule("a", within(0, { timeZone: "Europe/Paris" }))], []],
    [
      "at least more than at most",
      [rule("a", { _tag: "AmountAtLeast", limits: { EUR: 6 } }), rule("b", atMost({ EUR: 5 }))],
      ["a: impossible_amounts"],
    ],
    [
      "a limit outside the rule's currencies",
      [rule("a", atMost({ EUR: 6, USD: 5 }), { when: { currencies: ["EUR"] } })],
      ["a: limit_never_matters"],
    ],
    [
      "a limit another rule does not know",
      [rule("a", atMost({ EUR: 6, USD: 5 })), rule("b", { _tag: "ActorLimit", days: 1, limits: { EUR: 5 } })],
      ["a: limit_never_matters"],
    ],
    ["everybody's share", [rule("a", { _tag: "ShareAtMost", percent: 100 })], ["a: rule_never_matters"]],
    ["what never holds", [rule("a", { _tag: "RefundsAtMost", count: 0 })], ["a: never_holds"]],
    [
      "every kind of line",
      [rule("a", { _tag: "LineKindIn", kinds: ["product", "addon", "shipping", "fee", "tip", "adjustment"] })],
      ["a: rule_never_matters"],
    ],
  ])("finds %s", (_, rules, wanted) => {
    expect(codes(rules)).toEqual(wanted)
  })

  it("knows the terms, and what nobody is asked to approve", () => {
    const tips = rule("a", { _tag: "NoteRequired" }, { when: { kinds: ["tip"] } })
    expect(codes([tips], { terms: { tips: "never" } })).toEqual(["a: scope_never_applies"])
    expect(codes([], { approval: { otherActor: true } })).toEqual(["undefined: approval_never_needed"])
  })
})
