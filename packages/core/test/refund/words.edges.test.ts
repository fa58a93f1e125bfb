import { describe, expect, it } from "vitest"
import type { Instant, InvariantViolation } from "@refund-rules/core"
import { codeOf } from "../../src/refund/codes.ts"
import { foremostFirst } from "../../src/refund/precedence.ts"
import { words } from "../../src/refund/words.ts"

const at = "2026-01-02T00:00:00.000Z" as Instant

const table: readonly [InvariantViolation, code: string, said: string][] = [
  [
    { _tag: "NotCaptured", status: "failed" },
    "payment_not_refundable",
    "the payment is failed: only a captured one is refundable",
  ],
  [
    { _tag: "Disputed", disputed: 30, remaining: 70 },
    "payment_disputed",
    "disputes take `30` EUR of the payment, `70` remain",
  ],
  [{ _tag: "NothingRemains", stranded: 0 }, "amount_exceeds_refundable", "nothing remains to refund"],
  [
    { _tag: "NothingRemains", stranded: 5 },
    "amount_exceeds_refundable",
    "only `5` EUR remain, less than the provider can pay",
  ],
  [{ _tag: "CurrencyMismatch", asked: "USD", currency: "EUR" }, "currency_mismatch", "asked in USD, paid in EUR"],
  [{ _tag: "NothingAsked" }, "amount_not_positive", "the amount asked comes to nothing: ask for more than 0"],
  [
    { _tag: "OffStep", asked: 3335, step: 10, nearest: 3330 },
    "amount_off_step",
    "the provider pays EUR in steps of `10`: ask for `3330`",
  ],
  [
    { _tag: "ExceedsRemaining", asked: 101, remaining: 100 },
    "amount_exceeds_refundable",
    "asked for `101` EUR, only `100` remain",
  ],
  [
    { _tag: "ExceedsRemaining", asked: 101, remaining: 100, lineId: "a" },
    "amount_exceeds_refundable",
    "asked for `101` EUR of line `a`, only `100` remain",
  ],
  [
    { _tag: "FullDiffers", asked: 99, remaining: 100 },
    "full_amount_differs",
    "everything is `100` EUR, not `99`: leave one of the two out",
  ],
  [{ _tag: "NothingToPay", claim: 50, retained: 50 }, "nothing_to_pay", "of a claim of `50` EUR all is retained"],
  [{ _tag: "UnknownLine", lineId: "a" }, "line_not_found", "the payment has no line `a`"],
  [{ _tag: "LineNamedTwice", lineId: "a" }, "duplicate_line", "line `a` is named twice"],
  [{ _tag: "LineExcluded", lineId: "a" }, "line_not_refundable", "line `a` does not go back under these terms"],
  [
    { _tag: "ExceedsNet", asked: 51, remaining: 50, lineId: "a" },
    "line_amount_exceeds_net",
    "asked for `51` EUR net of line `a`, only `50` remain",
  ],
  [
    { _tag: "ExceedsUnits", asked: 4, remaining: 3, lineId: "a" },
    "quantity_exceeds_remaining",
    "asked for `4` units of line `a`, only `3` remain",
  ],
]

const ofProvider: readonly [InvariantViolation, said: string][] = [
  [{ _tag: "PartialUnsupported", asked: 5, captured: 10 }, "the provider pays back all `10` EUR or nothing, not `5`"],
  [{ _tag: "SeveralUnsupported", refunds: 1 }, "the provider pays back once, and `1` refunds stand already"],
  [
    { _tag: "TooOldForProvider", maxAgeDays: 3, capturedAt: null, askedAt: at },
    "the provider pays back for `3` days, and when the payment was captured is not known",
  ],
  [
    { _tag: "TooOldForProvider", maxAgeDays: 3, capturedAt: at, askedAt: at },
    `the provider pays back for \`3\` days after ${at}, asked at ${at}`,
  ],
  [{ _tag: "TooManyForProvider", count: 3, maxRefunds: 2 }, "this would be refund `3`, the provider carries `2`"],
  [
    { _tag: "AboveProviderLimit", asked: 9, maxAmount: 8 },
    "asked for `9` EUR, the provider carries at most `8` at once",
  ],
]

describe("a broken invariant", () => {
  it.each(table)("%j is %s", (violation, code, said) => {
    expect(codeOf(violation)).toBe(code)
    expect(words(violation, "EUR")).toBe(said)
  })

  it.each(ofProvider)("%j has words", (violation, said) => {
    expect(words(violation, "EUR")).toBe(said)
  })

  it("speaks before those that matter less, in the order of the table, and equals keep theirs", () => {
    const inOrder = table.map(([violation]) => violation)
    const { lines, others } = Object.groupBy(inOrder, (one) =>
      "lineId" in one && one._tag !== "ExceedsRemaining" ? "lines" : "others",
    )
    expect(foremostFirst([...lines!, ...others!])).toEqual([...others!, ...lines!])
    expect(
      foremostFirst(inOrder.toReversed())
        .map((one) => one._tag)
        .slice(0, 2),
    ).toEqual(["NotCaptured", "Disputed"])
  })
})
