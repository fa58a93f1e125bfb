import { parseCase, quote } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { price } from "../../src/quote/price.ts"
import { line, minute } from "../given.ts"

type Json = Readonly<Record<string, unknown>>

const caseOf = (payment: Json, ask: Json, history: readonly Json[] = []) => {
  const stamped = history.map((command, index) => ({ at: minute(index), ...command }))
  const facts = { provider: "sandbox", references: {}, currency: "EUR", captured: 100, ...payment }
  const parsed = parseCase({ payment: facts, history: stamped, ask, askedAt: minute(60) })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

/** The total where it can be priced, else the tags of what is broken. */
const priced = (payment: Json, ask: Json, terms: Json = {}, history: readonly Json[] = []) => {
  const { claim, violations } = price(caseOf(payment, ask, history), terms)
  expect(violations.length > 0 && claim.paid > 0).toBe(false)
  return violations.length === 0 ? claim.paid : violations.map((violation) => violation._tag)
}

const shop = {
  captured: 118,
  lines: [
    line("a", 50, 10, { quantity: 3 }),
    line("s", 20, 3, { kind: "shipping" }),
    line("t", 5, 0, { kind: "tip" }),
    line("f", 25, 5, { tags: ["final"] }),
  ],
}
const ofLine = (id: string, more: Json = {}) => ({ lines: [{ id, ...more }] })
const taken = (amount: number) => [{ _tag: "Request", refundId: "r", ask: { amount } }]

describe("bounds", () => {
  it.each<[string, Json, unknown]>([
    ["one short of all", { amount: 99 }, 99],
    ["all", { amount: 100 }, 100],
    ["one over", { amount: 101 }, ["ExceedsRemaining"]],
    ["nothing", { amount: 0 }, ["NothingAsked"]],
    ["one", { amount: 1 }, 1],
    ["everything", {}, 100],
    ["full", { full: true }, 100],
    ["full and all", { full: true, amount: 100 }, 100],
    ["full and one short", { full: true, amount: 99 }, ["FullDiffers"]],
    ["full and one over", { full: true, amount: 101 }, ["FullDiffers"]],
    ["another currency", { amount: 1, currency: "USD" }, ["CurrencyMismatch"]],
    ["its own currency", { amount: 1, currency: "EUR" }, 1],
    ["another currency and too much", { amount: 101, currency: "USD" }, ["CurrencyMismatch", "ExceedsRemaining"]],
  ])("of a header amount: %s", (_, ask, expected) => {
    expect(priced({}, ask)).toEqual(expected)
  })

  it.each<[string, Json, unknown]>([
    ["one short of the line", ofLine("a", { amount: 59 }), 59],
    ["the line", ofLine("a", { amount: 60 }), 60],
    ["one over the line", ofLine("a", { amount: 61 }), ["ExceedsRemaining"]],
    ["nothing of it", ofLine("a", { amount: 0 }), ["NothingAsked"]],
    ["nothing beside something", { lines: [{ id: "a", amount: 0 }, { id: "s" }] }, 23],
    ["the rest of it", ofLine("a"), 60],
    ["one short of its net", ofLine("a", { amount: 49, taxInclusive: false }), 59],
    ["its net", ofLine("a", { amount: 50, taxInclusive: false }), 60],
    ["one over its net", ofLine("a", { amount: 51, taxInclusive: false }), ["ExceedsNet"]],
    ["no unit", ofLine("a", { quantity: 0 }), ["NothingAsked"]],
    ["one unit", ofLine("a", { quantity: 1 }), 20],
    ["all its units", ofLine("a", { quantity: 3 }), 60],
    ["a unit too many", ofLine("a", { quantity: 4 }), ["ExceedsUnits"]],
    [
      "nothing of it, in another currency",
      { ...ofLine("a", { amount: 0 }), currency: "USD" },
      ["CurrencyMismatch", "NothingAsked"],
    ],
    ["a line it does not have", ofLine("constructor"), ["UnknownLine"]],
    [
      "everything that is wrong",
      { lines: [{ id: "x" }, { id: "a", amount: 61 }, { id: "s", quantity: 2 }] },
      ["UnknownLine", "ExceedsRemaining", "ExceedsUnits"],
    ],
  ])("of a line: %s", (_, ask, expected) => {
    expect(priced(shop, ask)).toEqual(expected)
  })

  it.each<[string, Json, Json, unknown]>([
    ["tips and shipping go back", {}, {}, 118],
    ["tips never go back", {}, { tips: "never" }, 113],
    ["shipping never goes back", {}, { shipping: "never" }, 95],
    ["shipping goes back once, and has not yet", {}, { shipping: "once" }, 118],
    ["a kind does not go back", {}, { nonRefundable: { kinds: ["shipping", "tip"] } }, 90],
    ["a tag does not go back", {}, { nonRefundable: { tags: ["final"] } }, 88],
    ["an excluded line by name", ofLine("t"), { tips: "never" }, ["LineExcluded"]],
    ["an amount above what is in scope", { amount: 114 }, { tips: "never" }, ["ExceedsRemaining"]],
    ["an amount within what is in scope", { amount: 113 }, { tips: "never" }, 113],
    ["nothing in scope", {}, { nonRefundable: { kinds: ["product", "shipping", "tip"] } }, ["NothingRemains"]],
    ["a restocking fee of a part", {}, { restocking: { basisPoints: 1000 } }, 106],
    ["a restocking fee of all", {}, { restocking: { basisPoints: 10_000 } }, ["NothingToPay"]],
    ["no restocking fee", {}, { restocking: { basisPoints: 0 } }, 118],
    ["a fixed restocking fee", {}, { restocking: { fixed: { EUR: 18 } } }, 100],
    ["a fixed fee of another currency", {}, { restocking: { fixed: { USD: 18 } } }, 118],
    ["a fixed fee one short of the claim", { amount: 50 }, { restocking: { fixed: { EUR: 49 } } }, 1],
    ["a fixed fee of the claim", { amount: 50 }, { restocking: { fixed: { EUR: 50 } } }, ["NothingToPay"]],
    ["a fixed fee above the claim", { amount: 50 }, { restocking: { fixed: { EUR: 51 } } }, ["NothingToPay"]],
  ])("under terms: %s", (_, ask, terms, expected) => {
    expect(priced(shop, ask, terms)).toEqual(expected)
  })

  it("gives shipping back once", () => {
    const before = [{ _tag: "Request", refundId: "r", ask: ofLine("s", { amount: 1 }) }]
    expect(priced(shop, {}, { shipping: "once" }, before)).toBe(95)
    expect(priced(shop, ofLine("s"), { shipping: "once" }, before)).toEqual(["LineExcluded"])
    expect(priced(shop, ofLine("s"), { shipping: "once" }, [...before, { _tag: "Fail", refundId: "r" }])).toBe(23)
  })

  it.each([
    [99, { amount: 1 }, 1],
    [99, { amount: 2 }, ["ExceedsRemaining"]],
    [100, { amount: 1 }, ["NothingRemains"]],
    [100, {}, ["NothingRemains"]],
    [100, ofLine("payment"), ["NothingRemains"]],
  ])("after %i of 100: %j", (before, ask, expected) => {
    expect(priced({}, ask, {}, taken(before))).toEqual(expected)
  })

  it.each(["pending", "authorized", "failed", "canceled"])("refuses a payment that is %s", (status) => {
    expect(priced({ status }, {})).toEqual(["NotCaptured"])
  })
})

describe("steps of ten", () => {
  const kwd = (captured: number, more: Json = {}) => ({ provider: "stripe", currency: "KWD", captured, ...more })
  const two = (a: number, b: number) => kwd(a + b, { lines: [line("a", a), line("b", b)] })

  it.each<[string, Json, Json, unknown]>([
    ["below a step nothing remains", kwd(9), {}, ["NothingRemains"]],
    ["a step", kwd(10), {}, 10],
    ["one short of a step", kwd(20), { amount: 9 }, ["OffStep"]],
    ["one over a step", kwd(20), { amount: 11 }, ["OffStep"]],
    ["the rest floors", kwd(19), ofLine("payment"), 10],
    ["full floors", kwd(19), { full: true }, 10],
    ["full and the floored amount", kwd(19), { full: true, amount: 10 }, 10],
    [
      "lines whose sum is on the step",
      two(15, 15),
      {
        lines: [
          { id: "a", amount: 3 },
          { id: "b", amount: 7 },
        ],
      },
      10,
    ],
    [
      "lines whose sum is off the step",
      two(15, 15),
      {
        lines: [
          { id: "a", amount: 3 },
          { id: "b", amount: 8 },
        ],
      },
      ["OffStep"],
    ],
    ["a rest gives up the tail", two(15, 18), { lines: [{ id: "a", amount: 3 }, { id: "b" }] }, 20],
    ["two rests add up before they floor", two(15, 15), { lines: [{ id: "a" }, { id: "b" }] }, 30],
    ["a tail larger than the last rest", two(19, 4), { lines: [{ id: "a" }, { id: "b" }] }, 20],
    ["a tail over two rests", two(19, 0), { lines: [{ id: "a" }, { id: "b" }] }, 10],
    ["a rest too small for the tail", two(20, 3), { lines: [{ id: "a", amount: 15 }, { id: "b" }] }, ["OffStep"]],
    [
      "all units add up with an amount before they floor",
      two(15, 18),
      {
        lines: [
          { id: "a", quantity: 1 },
          { id: "b", amount: 5 },
        ],
      },
      20,
    ],
    [
      "some units give nothing up",
      kwd(65, { lines: [line("a", 45, 0, { quantity: 3 }), line("b", 20)] }),
      {
        lines: [
          { id: "a", quantity: 1 },
          { id: "b", amount: 5 },
        ],
      },
      ["OffStep"],
    ],
    [
      "units never above what the line holds",
      kwd(26, { lines: [line("a", 6, 0, { quantity: 10 }), line("b", 20)] }),
      ofLine("a", { quantity: 9 }),
      ["NothingAsked"],
    ],
  ])("%s", (_, payment, ask, expected) => {
    expect(priced(payment, ask)).toEqual(expected)
  })

  it("retains in steps", () => {
    expect(priced(kwd(100), {}, { restocking: { basisPoints: 1400 } })).toBe(90)
    expect(priced(kwd(100), {}, { restocking: { basisPoints: 1500 } })).toBe(80)
    expect(priced(kwd(100), {}, { restocking: { fixed: { KWD: 14 } } })).toBe(90)
    expect(priced(kwd(100), {}, { restocking: { fixed: { KWD: 15 } } })).toBe(80)
  })

  it("takes the tail from the last line asked whole", () => {
    const { lines } = quote(caseOf(two(15, 18), { lines: [{ id: "b" }, { id: "a" }] }))
    expect(lines.map(({ amount, id, units }) => [id, amount, units])).toEqual([
      ["a", 15, 1],
      ["b", 15, 1],
    ])
  })
})

describe("a quote", () => {
  it("cuts what is paid and what is retained over lines and components", () => {
    const facts = caseOf({ captured: 3600, lines: [line("a", 2000, 400, { quantity: 2 }), line("b", 1000, 200)] }, {})
    const { lines, ...totals } = quote(facts, { restocking: { basisPoints: 1500 } })
    expect(totals).toEqual({ total: 3060, retained: 540, currency: "EUR" })
    expect(lines).toEqual([
      {
        id: "a",
        net: 1700,
        taxes: [{ id: "vat", amount: 340 }],
        amount: 2040,
        retained: 360,
        units: 2,
        retainedOf: { net: 300, taxes: [{ id: "vat", amount: 60 }] },
      },
      {
        id: "b",
        net: 850,
        taxes: [{ id: "vat", amount: 170 }],
        amount: 1020,
        retained: 180,
        units: 1,
        retainedOf: { net: 150, taxes: [{ id: "vat", amount: 30 }] },
      },
    ])
  })

  it("takes units even where their money is gone, and none for an amount", () => {
    const free = { captured: 10, lines: [line("a", 10), line("gift", 0, 0, { quantity: 2 })] }
    expect(quote(caseOf(free, {})).lines.map(({ id, units }) => [id, units])).toEqual([
      ["a", 1],
      ["gift", 2],
    ])
    expect(quote(caseOf(free, { amount: 10 })).lines.map(({ id, units }) => [id, units])).toEqual([["a", 0]])
    expect(
      quote(caseOf(free, { lines: [{ id: "a" }, { id: "gift", quantity: 1 }] })).lines.map(({ id, units }) => [
        id,
        units,
      ]),
    ).toEqual([
      ["a", 1],
      ["gift", 1],
    ])
  })

  it("reaches tax that outlived its net by an inclusive ask only", () => {
    const taxOnly = { captured: 20, lines: [line("a", 0, 20)] }
    expect(priced(taxOnly, ofLine("a", { amount: 1, taxInclusive: false }))).toEqual(["ExceedsNet"])
    expect(priced(taxOnly, ofLine("a", { amount: 0, taxInclusive: false }))).toEqual(["NothingAsked"])
    expect(priced(taxOnly, ofLine("a", { amount: 20 }))).toBe(20)
  })

  it("is empty where nothing can be priced", () => {
    expect(quote(caseOf({}, { amount: 101 }))).toEqual({ total: 0, retained: 0, currency: "EUR", lines: [] })
  })
})
