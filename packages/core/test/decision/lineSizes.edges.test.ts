import { decide } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { factsOf } from "./cases.ts"
import { caseOf, line, policyWith, type Json } from "./rows.ts"

describe("the sizes of several lines, paid out in steps of ten", () => {
  const vat = (amount: number): Json => ({ taxes: [{ id: "vat", amount }] })
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
