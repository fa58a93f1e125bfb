import { decide } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf, grossOf } from "./cases.ts"
import { caseOf, line, policyWith, type Json } from "./rows.ts"

describe("the sizes of several lines, paid out in steps of ten", () => {
  const vat = (...amounts: readonly number[]): Json => ({
    taxes: amounts.map((amount, index) => ({ id: `vat-${index}`, amount })),
  })
  const stepped: Json = {
    provider: "stripe",
    currency: "KWD",
    captured: 103,
    lines: [line("a", 43, { quantity: 3, ...vat(5) }), line("b", 37, { quantity: 2, ...vat(4) }), line("c", 14)],
  }
  const net = (id: string) => ({ id, amount: 1, taxInclusive: false })
  const units = (id: string) => ({ id, quantity: 1 })
  const gross = (id: string) => ({ id, amount: 1 })
  const rest = (id: string) => ({ id })
  it.each<[string, readonly Json[], readonly unknown[]]>([
    ["one net amount", [net("a")], [18, 27, 36, 36]],
    ["the rest of a line, which is gross whatever it says", [{ id: "a", taxInclusive: false }], [20, 30, 40, 40]],
    ["some units", [units("a")], [1, 2, 3, 3]],
    [
      "two net amounts",
      [net("a"), net("b")],
      [
        [18, 0],
        [27, 0],
        [43, 11],
        [43, 29],
      ],
    ],
    [
      "units and a net amount",
      [units("a"), net("b")],
      [
        [1, 0],
        [2, 0],
        [3, 11],
        [3, 29],
      ],
    ],
    [
      "a net amount and units",
      [net("a"), units("b")],
      [
        [0, 1],
        [9, 1],
        [17, 2],
        [35, 2],
      ],
    ],
    [
      "units and a gross amount",
      [units("a"), gross("b")],
      [
        [1, 0],
        [2, 0],
        [3, 12],
        [3, 32],
      ],
    ],
    [
      "the rest of a line and a net amount",
      [rest("a"), net("b")],
      [
        [0, 18],
        [0, 27],
        [19, 37],
        [39, 37],
      ],
    ],
    [
      "a gross amount and a net one",
      [gross("a"), net("b")],
      [
        [0, 18],
        [0, 27],
        [19, 37],
        [39, 37],
      ],
    ],
    [
      "units of two lines",
      [units("a"), units("b")],
      [
        [1, 0],
        [2, 0],
        [3, 1],
        [3, 1],
      ],
    ],
    [
      "two gross amounts",
      [gross("a"), gross("b")],
      [
        [20, 0],
        [30, 0],
        [48, 12],
        [48, 32],
      ],
    ],
    [
      "the rest of two lines",
      [rest("a"), rest("b")],
      [
        [20, 0],
        [30, 0],
        [48, 12],
        [48, 32],
      ],
    ],
    [
      "units and the rest of a line",
      [units("a"), rest("b")],
      [
        [1, 0],
        [2, 0],
        [3, 12],
        [3, 32],
      ],
    ],
    [
      "a net amount and the rest of a small line",
      [net("a"), rest("c")],
      [
        [18, 0],
        [27, 0],
        [43, 12],
        [43, 12],
      ],
    ],
    [
      "units of a small line and a net amount",
      [units("c"), net("a")],
      [
        [1, 5],
        [1, 14],
        [1, 41],
        [1, 41],
      ],
    ],
    [
      "three net amounts",
      [net("a"), net("b"), net("c")],
      [
        [18, 0, 0],
        [27, 0, 0],
        [43, 11, 0],
        [43, 37, 1],
      ],
    ],
  ])("of %s, up to 25, 31, 60 and 90", (_, lines, sizes) => {
    const found = [25, 31, 60, 90].map((limit) => {
      const rules = policyWith({ _tag: "AmountAtMost", limits: { KWD: limit } })
      return decide(rules, factsOf(caseOf({ payment: stepped, ask: { lines } }))).maxRefundable
    })
    expect(found).toEqual(sizes)
  })

  it.each<[string, number, readonly Json[], readonly Json[], unknown]>([
    ["a net amount gives it up", 25, [line("a", 11)], [net("a")], 10],
    [
      "nothing to give up but a gross amount of nothing",
      60,
      [line("a", 0), line("b", 32, vat(10))],
      [gross("a"), net("b")],
      [0, 23],
    ],
    [
      "a rest gives it up, before a net amount",
      44,
      [line("a", 0, vat(15)), line("b", 15)],
      [net("a"), rest("b")],
      [0, 10],
    ],
    [
      "the first line gives it up where only it is gross",
      52,
      [line("a", 19, vat(8)), line("b", 0, vat(6))],
      [rest("a"), net("b")],
      [20, 0],
    ],
    [
      "a small rest is given up where some units are not",
      36,
      [line("a", 49, { quantity: 2 }), line("b", 2)],
      [units("a"), rest("b")],
      [1, 0],
    ],
    [
      "a net amount of nothing gives nothing up",
      53,
      [line("a", 29), line("b", 0, vat(11))],
      [net("a"), net("b")],
      [20, 0],
    ],
    [
      "units give nothing up before a net amount does",
      23,
      [line("a", 55, vat(10, 6)), line("b", 2, { quantity: 2 })],
      [net("a"), units("b")],
      [6, 2],
    ],
    [
      "the last net amount that has any gives it up",
      38,
      [line("a", 33, vat(3)), line("b", 0)],
      [net("a"), net("b")],
      [18, 0],
    ],
    [
      "all of a net amount",
      38,
      [line("a", 34, { quantity: 2, ...vat(8) }), line("b", 1)],
      [units("a"), net("b")],
      [1, 0],
    ],
    ["all of a small net amount", 41, [line("a", 9, vat(11)), line("b", 6, vat(10))], [net("a"), net("b")], [9, 0]],
    ["a net amount with a tax of several times as much", 394, [line("a", 168, vat(669))], [net("a")], 28],
    [
      "as little of a net amount as will do",
      48,
      [line("a", 8, { quantity: 2 }), line("b", 31, vat(10, 3))],
      [units("a"), net("b")],
      [2, 23],
    ],
  ])("what a step cannot carry: %s", (_, limit, lines, ask, sizes) => {
    const paid = {
      provider: "stripe",
      currency: "KWD",
      captured: lines.reduce((sum, one) => sum + grossOf(one), 0),
      lines,
    }
    const rules = policyWith({ _tag: "AmountAtMost", limits: { KWD: limit } })
    expect(decide(rules, factsOf(caseOf({ payment: paid, ask: { lines: ask } }))).maxRefundable).toEqual(sizes)
  })

  it.each<[string, readonly Json[], readonly Json[]]>([
    ["the rest stays the rest", [rest("a"), rest("b")], [{ id: "a" }, { id: "b", amount: 12 }]],
    [
      "an amount stays an amount",
      [gross("a"), gross("b")],
      [
        { id: "a", amount: 48 },
        { id: "b", amount: 12 },
      ],
    ],
    [
      "net stays net",
      [net("a"), net("b")],
      [
        { id: "a", amount: 43, taxInclusive: false },
        { id: "b", amount: 11, taxInclusive: false },
      ],
    ],
    [
      "units stay units",
      [
        { id: "a", quantity: 3 },
        { id: "b", quantity: 2 },
      ],
      [
        { id: "a", quantity: 3 },
        { id: "b", quantity: 1 },
      ],
    ],
  ])("are offered as they were asked: %s", (_, lines, offered) => {
    const rules = policyWith({ _tag: "AmountAtMost", limits: { KWD: 60 } })
    const { offers: found } = decide(rules, factsOf(caseOf({ payment: stepped, ask: { lines } })))
    expect(found[0]).toEqual({ _tag: "SmallerAmount", ask: { lines: offered } })
  })
})
