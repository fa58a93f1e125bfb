import { lint } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { atLeast, atMost, kinds, type Json, ofActor, ofCustomer, policy, reasons, rule, within } from "./given.ts"

/** Whether the second rule is called idle beside the first. */
const isIdle = (strict: Json, weak: Json): boolean =>
  lint(policy([strict, weak])).some(({ code, rule: id }) => id === "weak" && code === "rule_never_matters")

const only = (requires: Json, when?: Json, id = "weak"): Json => rule(id, requires, when === undefined ? {} : { when })
const note = { _tag: "NoteRequired" }

describe("a rule is idle beside one as strict, of the same requirement", () => {
  it.each<[string, Json, Json, boolean]>([
    ["a shorter window", within(14), within(30), true],
    ["a longer window", within(30), within(14), false],
    ["a window of another fact", within(14), within(30, { of: "delivered" }), false],
    ["a window of another place", within(14, { timeZone: "UTC" }), within(30), false],
    ["a lower limit", atMost({ EUR: 5 }), atMost({ EUR: 6 }), true],
    ["an equal limit beside others", atMost({ EUR: 5 }), atMost({ EUR: 5, USD: 1 }), true],
    ["a higher limit", atMost({ EUR: 6 }), atMost({ EUR: 5 }), false],
    ["a limit where the other has none, which is 0", atMost({ EUR: 5, USD: 1 }), atMost({ EUR: 5 }), false],
    ["a limit of 0 where the other has none", atMost({ EUR: 5, USD: 0 }), atMost({ EUR: 5 }), true],
    ["a higher minimum", atLeast({ EUR: 6 }), atLeast({ EUR: 5 }), true],
    ["a lower minimum", atLeast({ EUR: 5 }), atLeast({ EUR: 6 }), false],
    ["an equal minimum beside others", atLeast({ EUR: 5 }), atLeast({ EUR: 5, USD: 1 }), true],
    ["a minimum where the other is never met", atLeast({ EUR: 6, USD: 6 }), atLeast({ EUR: 6 }), false],
    ["a smaller share", { _tag: "ShareAtMost", percent: 40 }, { _tag: "ShareAtMost", percent: 50 }, true],
    ["a larger share", { _tag: "ShareAtMost", percent: 50 }, { _tag: "ShareAtMost", percent: 40 }, false],
    ["the same share", { _tag: "ShareAtMost", percent: 40 }, { _tag: "ShareAtMost", percent: 40 }, true],
    ["as many refunds", { _tag: "RefundsAtMost", count: 1 }, { _tag: "RefundsAtMost", count: 1 }, true],
    ["fewer refunds", { _tag: "RefundsAtMost", count: 1 }, { _tag: "RefundsAtMost", count: 2 }, true],
    ["more refunds", { _tag: "RefundsAtMost", count: 2 }, { _tag: "RefundsAtMost", count: 1 }, false],
    ["fewer reasons", reasons("other"), reasons("other", "goodwill"), true],
    ["more reasons", reasons("other", "goodwill"), reasons("other"), false],
    ["some of the reasons, and one more", reasons("other", "duplicate"), reasons("other", "goodwill"), false],
    ["a list of reasons where any will do", reasons("other"), { _tag: "ReasonRequired" }, true],
    ["any reason where one of a list is wanted", { _tag: "ReasonRequired" }, reasons("other"), false],
    ["fewer kinds", kinds("fee"), kinds("fee", "tip"), true],
    ["more kinds", kinds("fee", "tip"), kinds("fee"), false],
    ["the same", note, note, true],
    ["another requirement", { _tag: "FullOnly" }, note, false],
    ["another tag", { _tag: "NoTag", tag: "a", on: "line" }, { _tag: "NoTag", tag: "b", on: "line" }, false],
    [
      "a tag that must be there",
      { _tag: "HasTag", tag: "a", on: "line" },
      { _tag: "HasTag", tag: "b", on: "line" },
      false,
    ],
    ["another expression", { _tag: "Expression", cel: "true" }, { _tag: "Expression", cel: "1 > 0" }, false],
    ["fewer of a customer", ofCustomer(30, { count: 1 }), ofCustomer(30, { count: 2 }), true],
    ["as many over more days", ofCustomer(31, { count: 2 }), ofCustomer(30, { count: 2 }), true],
    ["as many over fewer days", ofCustomer(29, { count: 2 }), ofCustomer(30, { count: 2 }), false],
    ["more of a customer", ofCustomer(30, { count: 2 }), ofCustomer(30, { count: 1 }), false],
    ["a sum where a count is wanted", ofCustomer(30, { limits: { EUR: 1 } }), ofCustomer(30, { count: 1 }), false],
    ["a count where a sum is wanted", ofCustomer(30, { count: 1 }), ofCustomer(30, { limits: { EUR: 1 } }), false],
    ["a lower sum", ofActor(30, { limits: { EUR: 1 } }), ofActor(30, { limits: { EUR: 2 } }), true],
    ["a higher sum", ofActor(30, { limits: { EUR: 2 } }), ofActor(30, { limits: { EUR: 1 } }), false],
    [
      "a lower sum, and a count besides",
      ofActor(30, { limits: { EUR: 1 }, count: 9 }),
      ofActor(30, { limits: { EUR: 2 } }),
      true,
    ],
    [
      "a lower sum, but a higher count",
      ofActor(30, { limits: { EUR: 1 }, count: 9 }),
      ofActor(30, { limits: { EUR: 2 }, count: 8 }),
      false,
    ],
    ["an actor's where a customer's is wanted", ofActor(30, { count: 1 }), ofCustomer(30, { count: 2 }), false],
  ])("%s: %#", (_, strict, weak, idle) => {
    expect(isIdle(only(strict, undefined, "strict"), only(weak))).toBe(idle)
  })
})

describe("a rule is idle beside one that applies wherever it does", () => {
  it.each<[string, Json | undefined, Json | undefined, boolean]>([
    ["everywhere", undefined, { kinds: ["fee"] }, true],
    ["in no narrower place", {}, undefined, true],
    ["in a narrower place", { kinds: ["fee"] }, undefined, false],
    ["for a kind more", { kinds: ["fee", "tip"] }, { kinds: ["fee"] }, true],
    ["for a kind less", { kinds: ["fee"] }, { kinds: ["fee", "tip"] }, false],
    ["for one tag only", { tags: ["a"] }, { kinds: ["fee"] }, false],
    ["for a tag more", { tags: ["a", "b"] }, { tags: ["b"] }, true],
    ["for another tag", { tags: ["a"] }, { tags: ["b"] }, false],
    ["for a reason more", { reasons: ["other", "goodwill"] }, { reasons: ["other"] }, true],
    ["for another reason", { reasons: ["goodwill"] }, { reasons: ["other"] }, false],
    ["for a currency more", { currencies: ["EUR", "USD"] }, { currencies: ["EUR"] }, true],
    ["for another currency", { currencies: ["USD"] }, { currencies: ["EUR"] }, false],
    ["for a provider more", { providers: ["stripe", "loop"] }, { providers: ["loop"] }, true],
    ["for another provider", { providers: ["stripe"] }, { providers: ["loop"] }, false],
    ["for kinds, whatever the tags", { kinds: ["fee"] }, { kinds: ["fee"], tags: ["a"] }, true],
    [
      "for kinds and tags, one of them narrower",
      { kinds: ["fee"], tags: ["a"] },
      { kinds: ["fee"], tags: ["b"] },
      false,
    ],
    ["above the same amount", { amountAbove: 5 }, { amountAbove: 5 }, true],
    ["above another amount", { amountAbove: 5 }, { amountAbove: 6 }, false],
    ["above an amount where the other asks always", { amountAbove: 5 }, { kinds: ["fee"] }, false],
    ["at any amount", { kinds: ["fee"] }, { kinds: ["fee"], amountAbove: 5 }, true],
  ])("%s", (_, strict, weak, idle) => {
    expect(isIdle(only(note, strict, "strict"), only(note, weak))).toBe(idle)
  })
})
