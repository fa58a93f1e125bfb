import { openLedger, quote, type Ask } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { positionOf } from "../../src/ledger/position.ts"
import { price } from "../../src/quote/price.ts"
import { line, payment, play, request } from "../given.ts"

type Json = Readonly<Record<string, unknown>>

/** A payment after what happened to it, and an ask as a program writes it, read from nowhere. */
const pricing = (facts: Json, ask: Json, history: readonly Json[] = []) => {
  const ledger = play(openLedger(payment(facts)), history)
  return { payment: ledger.payment, position: positionOf(ledger), ask: ask as unknown as Ask }
}
const broken = (facts: Json, ask: Json, history?: readonly Json[]): unknown => {
  const { claim, violations } = price(pricing(facts, ask, history), {})
  expect(claim).toEqual({ paid: 0, retained: 0, lines: [] })
  return violations
}

const two = { captured: 100, lines: [line("a", 60), line("b", 40)] }
const inSteps = { ...two, provider: "stripe", currency: "KWD" }
/** The world took from the payment what its lines do not know: they show 100. */
const bound = (left: number): readonly Json[] => [
  request("r", {}),
  { _tag: "AdoptRefund", refundId: "x", amount: 100 - left },
  { _tag: "Fail", refundId: "r" },
]
const a = (amount: number) => ({ id: "a", amount })
const b = (amount: number) => ({ id: "b", amount })

describe("what is broken by an ask, with its numbers", () => {
  it.each<[string, Json, Json, readonly Json[], Json]>([
    [
      "more than is left of the payment",
      two,
      { lines: [a(60), b(11)] },
      bound(70),
      { _tag: "ExceedsRemaining", asked: 71, remaining: 70 },
    ],
    [
      "more than is left of the payment in whole steps",
      inSteps,
      { lines: [a(60), b(10)] },
      bound(67),
      { _tag: "ExceedsRemaining", asked: 70, remaining: 60 },
    ],
    [
      "lines whose sum is off the step",
      inSteps,
      { lines: [a(3), b(8)] },
      [],
      { _tag: "OffStep", asked: 11, step: 10, nearest: 10 },
    ],
    ["a line named twice", two, { lines: [a(1), b(1), a(1)] }, [], { _tag: "LineNamedTwice", lineId: "a" }],
    [
      "more than there is, of a payment with a fee",
      { captured: 100, applicationFee: 10 },
      { amount: 101 },
      [],
      { _tag: "ExceedsRemaining", asked: 101, remaining: 100 },
    ],
  ])("%s", (_, facts, ask, history, violation) => {
    expect(broken(facts, ask, history)).toEqual([violation])
  })
})

describe("lines asked whole", () => {
  it.each<[string, Json, number, Json]>([
    ["are all that is left of the payment", two, 70, { a: 60, b: 10 }],
    ["are all of it in whole steps", inSteps, 67, { a: 60 }],
    ["give up what is left last, the last of them first", inSteps, 35, { a: 30 }],
  ])("%s", (_, facts, left, shares) => {
    const { claim } = price(pricing(facts, { lines: [{ id: "b" }, { id: "a" }] }, bound(left)), {})
    expect(
      Object.fromEntries(claim.lines.map(({ amount, id }) => [id, amount]).filter(([, amount]) => amount !== 0)),
    ).toEqual(shares)
  })
})

describe("a quote shows", () => {
  const fee = { applicationFee: 10 }
  const transfer = { transfer: { destination: "acct", amount: 20 } }
  const shares = { applicationFee: { share: 5, returned: true }, transfer: { share: 10, reversed: false } }

  it.each<[string, Json, Json]>([
    ["neither fee nor transfer where there is none", {}, {}],
    ["the share of the fee", fee, { applicationFee: shares.applicationFee }],
    ["the share of the transfer", transfer, { transfer: shares.transfer }],
    ["both shares", { ...fee, ...transfer }, shares],
  ])("%s", (_, facts, shown) => {
    const { lines: _lines, ...totals } = quote(
      pricing({ captured: 100, ...facts }, { amount: 50, refundApplicationFee: true }),
    )
    expect(totals).toStrictEqual({ total: 50, retained: 0, currency: "EUR", ...shown })
  })

  it("what is retained of each line, and nothing of a line that is free", () => {
    const free = { captured: 10, lines: [line("a", 10), line("gift", 0, 0, { quantity: 2 })] }
    const { lines } = quote(pricing(free, {}), { restocking: { basisPoints: 1000 } })
    expect(lines).toStrictEqual([
      { id: "a", net: 9, taxes: [], amount: 9, retained: 1, units: 1, retainedOf: { net: 1, taxes: [] } },
      { id: "gift", net: 0, taxes: [], amount: 0, retained: 0, units: 2 },
    ])
  })
})
