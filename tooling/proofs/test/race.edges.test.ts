/** The judge of a race notices what must not come of one: each case is the clean race with one thing done to it. */
import { describe, expect, it } from "vitest"
import type { Ending, Outcome } from "../src/race/judge.ts"
import { judge } from "../src/race/judge.ts"
import { rounds } from "../src/race/rounds.ts"

const [twice, , once] = rounds as [(typeof rounds)[0], (typeof rounds)[0], (typeof rounds)[0]]
const refunded = (refundId: string): Ending => ({ _tag: "Refunded", refundId, amount: 6_000, waited: false })
const refused: Ending = { _tag: "Refused", code: "amount_exceeds_refundable" }
const clean: Outcome = { endings: [refunded("a"), ...Array.from({ length: 63 }, () => refused)], taken: 6_000 }

describe("judge", () => {
  it("finds nothing wrong where one ask wins and the others are refused", () => {
    expect(judge(twice, clean)).toEqual({ refunds: 1, refused: 63, waited: 0, isOver: false, wrong: [] })
  })

  it("finds nothing wrong where 64 sendings of one request are told of one refund", () => {
    const all: Outcome = { endings: Array.from({ length: 64 }, () => refunded("a")), taken: 6_000 }
    expect(judge(once, all)).toMatchObject({ refunds: 1, isOver: false, wrong: [] })
  })

  it.each<[string, boolean, Outcome]>([
    ["two win", true, { endings: [refunded("a"), refunded("b")], taken: 12_000 }],
    ["two win and the balance hides it", true, { endings: [refunded("a"), refunded("b")], taken: 6_000 }],
    ["one wins and the balance took two", true, { endings: [refunded("a"), refused], taken: 12_000 }],
    ["nobody wins", false, { endings: [refused], taken: 0 }],
    [
      "one is refused for another reason",
      false,
      { ...clean, endings: [refunded("a"), { _tag: "Refused", code: "invalid_field" }] },
    ],
    ["one gets no proper answer", false, { ...clean, endings: [refunded("a"), { _tag: "Strange", what: "500" }] }],
    ["the balance cannot be read", false, { ...clean, taken: Number.NaN }],
  ])("notices that %s", (_, isOver, outcome) => {
    const verdict = judge(twice, outcome)
    expect([verdict.isOver, verdict.wrong.length > 0]).toEqual([isOver, true])
  })

  it("notices that a sending of the one request is refused", () => {
    expect(judge(once, { endings: [refunded("a"), refused], taken: 6_000 }).wrong).toHaveLength(1)
  })
})
