import { type Ask, codeOf, type Decision, explain, type Instant, type Minor, type Violation } from "@refund-rules/core"
import { describe, expect, it } from "vitest"

const at = (day: number): Instant => `2026-03-${day}T12:00:00.000Z` as Instant

/** A decision as `explain` reads it: nothing else of it is ever said. */
const decision = (facts: object): Decision =>
  ({
    _tag: "Refuse",
    quote: { currency: "EUR", total: 800, retained: 0 },
    trace: [],
    violations: [],
    offers: [],
    ...facts,
  }) as unknown as Decision

const because = (violation: Violation): Decision =>
  decision({ violations: [violation], trace: [{ rule: "r", violations: [violation] }] })

const sorry = "We are sorry, but we cannot make this refund."
const tooMuch = "The amount asked for is more than can still be refunded."
const otherParts = "Part of this purchase cannot be refunded in this way."
const closer = "This request needs a closer look."
const byAmount = "This amount cannot be refunded without a closer look."
const missing = "whether `Expression` holds cannot be told without"

const lines = { lineIds: ["a", "b"] }
const history = { days: 30, count: 3, maxCount: 2, amount: null, maxAmount: null, currency: "EUR" }
const sums = { days: 30, count: 3, maxCount: null, amount: 60, maxAmount: 50, currency: "EUR" }

const ofPolicy: readonly [Violation, staff: string, payer: string][] = [
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "amount" },
    `${missing} an amount: the ask has no price`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "capturedAt" },
    `${missing} knowing when the payment was captured`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "deliveredAt" },
    `${missing} knowing when it was delivered`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "orderedAt" },
    `${missing} knowing when it was ordered`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "localTime" },
    `${missing} time zones, which are missing here`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "customerHistory" },
    `${missing} the history of the customer`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "actorHistory" },
    `${missing} the history of the actor`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "evaluator" },
    `${missing} an evaluator of expressions`,
    closer,
  ],
  [
    { _tag: "FactMissing", requirement: "Expression", fact: "value" },
    `${missing} a value: the expression has none over these facts`,
    closer,
  ],
  [
    { _tag: "WindowClosed", of: "delivered", days: 9, endedAt: at(20), askedAt: at(21) },
    `the window of \`9\` days from delivered ended at ${at(20)}, asked at ${at(21)}`,
    "The time in which this purchase could be refunded has passed.",
  ],
  [{ _tag: "AboveLimit", amount: 6, limit: 5, currency: "EUR" }, "`6` EUR is more than the limit of `5`", byAmount],
  [{ _tag: "AboveLimit", amount: 6, limit: null, currency: "EUR" }, "no limit is named for EUR", byAmount],
  [{ _tag: "BelowLimit", amount: 4, limit: 5, currency: "EUR" }, "`4` EUR is less than the least, `5`", byAmount],
  [{ _tag: "BelowLimit", amount: 4, limit: null, currency: "EUR" }, "no amount is named for EUR", byAmount],
  [
    { _tag: "AboveShare", claimed: 60, percent: 50, limit: 50 },
    "`60` EUR claimed in all is more than `50` percent of the payment, `50`",
    byAmount,
  ],
  [
    { _tag: "TooManyRefunds", count: 3, limit: 2 },
    "this would be refund `3` of the payment, `2` are allowed",
    "This payment has been refunded before.",
  ],
  [{ _tag: "ReasonMissing" }, "no reason is given", "Please tell us why you would like a refund."],
  [
    { _tag: "ReasonNotAllowed", reason: "other", allowed: ["goodwill", "duplicate"] },
    "the reason is other, expected one of goodwill, duplicate",
    "We cannot refund this purchase for the reason given.",
  ],
  [
    { _tag: "ReasonNotAllowed", reason: null, allowed: ["goodwill"] },
    "no reason is given, expected one of goodwill",
    "We cannot refund this purchase for the reason given.",
  ],
  [{ _tag: "NoteMissing" }, "no note is given", "Please describe in a few words what happened."],
  [
    { _tag: "LineKindNotAllowed", ...lines, allowed: ["fee", "tip"] },
    "lines `a`, `b` are none of fee, tip",
    otherParts,
  ],
  [{ _tag: "TagPresent", tag: "sale", lineIds: [] }, "the payment carries the tag `sale`", otherParts],
  [{ _tag: "TagPresent", tag: "sale", ...lines }, "`a`, `b` carries the tag `sale`", otherParts],
  [{ _tag: "TagAbsent", tag: "sale", lineIds: [] }, "the payment lacks the tag `sale`", otherParts],
  [{ _tag: "TagAbsent", tag: "sale", ...lines }, "`a`, `b` lacks the tag `sale`", otherParts],
  [
    { _tag: "NotEverything", asked: 4, remaining: 5 },
    "`4` EUR is not everything: `5` remain",
    "This purchase can only be refunded as a whole.",
  ],
  [
    { _tag: "DisputeStands", disputes: 1, disputed: 5 },
    "`1` disputes take `5` EUR",
    "This payment is being disputed with the bank.",
  ],
  [{ _tag: "CustomerAboveLimit", ...history }, "in `30` days the customer comes to `3` refunds of `2` allowed", closer],
  [{ _tag: "ActorAboveLimit", ...sums }, "in `30` days the actor comes to `60` EUR of `50` allowed", closer],
  [
    { _tag: "ActorAboveLimit", ...sums, maxAmount: null },
    "in `30` days the actor comes to `60` EUR of `0` allowed",
    closer,
  ],
  [
    { _tag: "CustomerAboveLimit", ...sums, maxCount: 2 },
    "in `30` days the customer comes to `3` refunds of `2` allowed, `60` EUR of `50` allowed",
    closer,
  ],
  [{ _tag: "ExpressionFalse", cel: "1 > 2" }, "`1 > 2` is false", "This payment cannot be refunded in this way."],
]

const ofInvariants: readonly [Violation, payer: string][] = [
  [
    { _tag: "NotCaptured", status: "failed" },
    "This payment has not been completed, so there is nothing to refund yet.",
  ],
  [
    { _tag: "Disputed", disputed: 1, remaining: 1 },
    "This payment is being disputed with the bank, which decides first.",
  ],
  [{ _tag: "NothingRemains", stranded: 0 }, "This payment has already been refunded."],
  [{ _tag: "CurrencyMismatch", asked: "USD", currency: "EUR" }, "The payment was made in another currency."],
  [{ _tag: "NothingAsked" }, "Please say how much should be refunded."],
  [
    { _tag: "OffStep", asked: 15, step: 10, nearest: 10 },
    "This exact amount cannot be paid out; a slightly smaller one can.",
  ],
  [{ _tag: "ExceedsRemaining", asked: 6, remaining: 5 }, tooMuch],
  [{ _tag: "FullDiffers", asked: 4, remaining: 5 }, tooMuch],
  [{ _tag: "NothingToPay", claim: 5, retained: 5 }, "After fees nothing would be left to refund."],
  [{ _tag: "UnknownLine", lineId: "a" }, "Part of the request does not belong to this purchase."],
  [{ _tag: "LineNamedTwice", lineId: "a" }, "Part of the request stands in it more than once."],
  [{ _tag: "LineExcluded", lineId: "a" }, otherParts],
  [{ _tag: "ExceedsNet", asked: 6, remaining: 5, lineId: "a" }, tooMuch],
  [{ _tag: "ExceedsUnits", asked: 6, remaining: 5, lineId: "a" }, "More was asked for than is left of this purchase."],
  [{ _tag: "PartialUnsupported", asked: 5, captured: 6 }, "This payment can only be refunded as a whole."],
  [{ _tag: "SeveralUnsupported", refunds: 1 }, "This payment can only be refunded once."],
  [
    { _tag: "TooOldForProvider", maxAgeDays: 3, capturedAt: null, askedAt: at(20) },
    "This payment is too old to be refunded in this way.",
  ],
  [{ _tag: "TooManyForProvider", count: 3, maxRefunds: 2 }, "This payment cannot be refunded any further."],
  [{ _tag: "AboveProviderLimit", asked: 9, maxAmount: 8 }, "This amount is too large to be paid out at once."],
]

describe("a violation, said to staff with its numbers and to the payer without", () => {
  it.each(ofPolicy)("%j", (violation, staff, payer) => {
    expect(explain(because(violation))).toEqual(["refused", `rule \`r\`: ${staff}`])
    expect(explain(because(violation), "payer")).toEqual([sorry, payer])
  })

  it.each(ofInvariants)("%j", (violation, payer) => {
    expect(explain(because(violation), "payer")).toEqual([sorry, payer])
    expect(explain(because(violation))).toHaveLength(2)
  })
})

describe("a violation, as a program tells it apart", () => {
  it.each<[Violation["_tag"], string]>([
    ["PartialUnsupported", "partial_refund_unsupported"],
    ["SeveralUnsupported", "further_refund_unsupported"],
    ["TooOldForProvider", "payment_too_old_for_provider"],
    ["TooManyForProvider", "too_many_refunds_for_provider"],
    ["AboveProviderLimit", "amount_exceeds_provider_limit"],
    ["FactMissing", "fact_missing"],
    ["WindowClosed", "window_closed"],
    ["AboveLimit", "amount_above_limit"],
    ["BelowLimit", "amount_below_limit"],
    ["AboveShare", "share_above_limit"],
    ["TooManyRefunds", "too_many_refunds"],
    ["ReasonMissing", "reason_required"],
    ["ReasonNotAllowed", "reason_not_allowed"],
    ["NoteMissing", "note_required"],
    ["LineKindNotAllowed", "line_kind_not_allowed"],
    ["TagPresent", "tag_not_allowed"],
    ["TagAbsent", "tag_required"],
    ["NotEverything", "full_refund_required"],
    ["DisputeStands", "dispute_stands"],
    ["CustomerAboveLimit", "customer_above_limit"],
    ["ActorAboveLimit", "actor_above_limit"],
    ["ExpressionFalse", "expression_false"],
  ])("%s is %s on every wire", (_tag, code) => {
    expect(codeOf({ _tag } as Violation)).toBe(code)
  })
})

describe("an answer, said first", () => {
  const approved = "Your refund has been approved."
  const later = "Thank you for your request. A member of our team will look at it."
  it.each([
    ["Approve", 0, "approved: `800` EUR paid", approved],
    ["Approve", 50, "approved: `800` EUR paid, `50` retained", approved],
    ["Review", 0, "needs review: `800` EUR to be paid", later],
    ["Review", 50, "needs review: `800` EUR to be paid, `50` retained", later],
    ["Refuse", 0, "refused", sorry],
    ["Refuse", 50, "refused", sorry],
  ])("%s, %i retained", (tag, retained, staff, payer) => {
    const answer = decision({ _tag: tag, quote: { currency: "EUR", total: 800, retained } })
    expect(explain(answer)).toEqual([staff])
    expect(explain(answer, "payer")).toEqual([payer])
  })
})

describe("an offer, said last", () => {
  const amount = 5 as Minor
  const smaller = "A smaller refund may be possible."
  it.each<[string, Ask | undefined, string, string]>([
    ["SmallerAmount", { amount }, "would be approved: `5`", smaller],
    [
      "SmallerAmount",
      { lines: [{ id: "a", quantity: 2 }, { id: "b" }] },
      "would be approved: 2 units of `a`, the rest of `b`",
      smaller,
    ],
    ["SmallerAmount", { lines: [{ id: "a", amount }] }, "would be approved: 5 of `a`", smaller],
    ["SmallerAmount", {}, "would be approved: ", smaller],
    [
      "OtherLines",
      { lines: [{ id: "b" }] },
      "would be approved: the rest of `b`",
      "A refund of other parts of your purchase may be possible.",
    ],
    ["WithApproval", { amount }, "with approval: `5`", "A member of our team may be able to help."],
    [
      "StoreCredit",
      undefined,
      "store credit could be offered instead",
      "We may be able to offer you store credit instead.",
    ],
  ])("%s of %j", (_tag, ask, staff, payer) => {
    const answer = decision({ offers: [{ _tag, ...(ask === undefined ? {} : { ask }) }] })
    expect(explain(answer)).toEqual(["refused", staff])
    expect(explain(answer, "payer")).toEqual([sorry, payer])
  })

  it("tells the payer nothing twice", () => {
    const both: readonly Violation[] = [
      { _tag: "AboveLimit", amount: 6, limit: 5, currency: "EUR" },
      { _tag: "AboveShare", claimed: 60, percent: 50, limit: 50 },
    ]
    expect(explain(decision({ violations: both }), "payer")).toEqual([sorry, byAmount])
  })
})
