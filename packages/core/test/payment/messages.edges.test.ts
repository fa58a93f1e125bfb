import { parseCase, parsePayment } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { grow } from "../../src/payment/growth.ts"
import { line, minute, payment } from "../given.ts"

const good = { provider: "sandbox", references: {}, currency: "EUR", captured: 100 }
const said = (facts: object): readonly string[] => {
  const parsed = parsePayment({ ...good, ...facts })
  return parsed.ok ? [] : parsed.faults.map(({ message, path }) => `${path}: ${message}`)
}
const kind = (name: string) => ({ kind: name })

describe("a fault of a payment says what was expected", () => {
  it.each<[object, readonly string[]]>([
    [{ applicationFee: 101 }, ["/applicationFee: expected an application fee of at most what was captured, `100`"]],
    [{ applicationFee: 100 }, []],
    [
      { transfer: { destination: "a", amount: 101 } },
      ["/transfer/amount: expected a transfer of at most what was captured, `100`"],
    ],
    [{ transfer: { destination: "a", amount: 100 } }, []],
    [{ lines: [line("a", 90)] }, ["/captured: captured is `100` but the lines add up to `90`, a difference of `10`"]],
    [{ captured: 0, lines: [line("a", 0)] }, []],
    [
      { captured: 1, lines: [line("a", 0)] },
      ["/captured: captured is `1` but the lines add up to `0`, a difference of `1`"],
    ],
    [
      { lines: [line("a", 2 ** 53 - 1)], orderTax: 1 },
      ["/captured: captured is `100` but the lines add up to more than 9007199254740991"],
    ],
    [{ lines: [line("a", 2 ** 53 - 1), line("b", 0, 1)] }, ["/lines: the lines add up to more than 9007199254740991"]],
    [
      { lines: [line("a", 100)], orderDiscount: 101 },
      ["/orderDiscount: products and addons are worth `100`, less than the discount of `101`"],
    ],
    [{ captured: 0, lines: [line("a", 100)], orderDiscount: 100 }, []],
    [{ orderDiscount: 1 }, ["/orderDiscount: an order discount needs lines to reduce"]],
    [{ orderDiscount: 0 }, []],
    [{ orderTax: 101 }, ["/orderTax: expected tax of at most `100`"]],
    [
      { captured: 110, lines: [line("a", 100, 0, kind("tip"))], orderTax: 10 },
      ["/orderTax: no line is worth anything that order tax could fall on"],
    ],
    [
      { captured: 110, lines: [line("a", 100, 0, kind("adjustment"))], orderTax: 10 },
      ["/orderTax: no line is worth anything that order tax could fall on"],
    ],
    [
      { captured: 110, lines: [{ ...line("a", 99), taxes: [{ id: "order", amount: 1 }] }], orderTax: 10 },
      ["/lines/0/taxes: order tax needs the tax id `order` free"],
    ],
    [{ lines: [line("a", 50), line("a", 50)] }, ["/lines/1/id: `a` stands twice"]],
    [{ provider: "stripe", references: { x: "y" } }, ["/references/x: stripe has no reference of that name"]],
    [{ provider: "loop", references: { chargeId: 7 } }, ["/references/chargeId: loop calls a payment by text here"]],
    [
      { provider: "dollr", references: { paymentIntentId: "7" } },
      ["/references/paymentIntentId: dollr calls a payment by integer here"],
    ],
    [
      { provider: "dodo", references: { paymentId: "p" } },
      ["/customer: a Dodo payment needs its customer with name and email"],
    ],
    [{ provider: "dodo", customer: { id: "c", name: "Ann", email: "a@b.c" } }, []],
    [{ kind: "customer_balance" }, ["/customer: a customer balance needs its customer"]],
    [{ kind: "customer_balance", customer: { id: "c" } }, []],
    [{ provider: "anything-else", references: { free: 7 } }, []],
  ])("%j", (facts, expected) => {
    expect(said(facts)).toEqual(expected)
  })

  it.each(["stripe", "wooshpay", "dodo", "dollr", "loop"])(
    "takes every reference %s knows, and no other",
    (provider) => {
      const known = {
        stripe: { paymentIntent: "a", charge: "b" },
        wooshpay: { paymentIntent: "a" },
        dodo: { paymentId: "a" },
        dollr: { paymentIntentId: 7 },
        loop: { chargeId: "a", paymentId: "b" },
      }
      const customer = { id: "c", name: "Ann", email: "a@b.c" }
      expect(said({ provider, references: known[provider as keyof typeof known], customer })).toEqual([])
      expect(said({ provider, references: { own: "a" }, customer })).toEqual([
        `/references/own: ${provider} has no reference of that name`,
      ])
    },
  )

  it("does not judge what it could not read", () => {
    expect(said({ provider: 7, references: { x: "y" } })).toEqual(["/provider: expected text, found `7`"])
    expect(said({ captured: "1", applicationFee: 101 })).toEqual([
      "/captured: expected a whole number, found the text `1`",
    ])
    expect(said({ captured: -1, lines: [line("a", 90)] })).toEqual(["/captured: expected at least 0, found `-1`"])
    expect(said({ provider: "dodo", customer: { id: 7 } })).toEqual(["/customer/id: expected text, found `7`"])
    expect(said({ transfer: { destination: 7, amount: 101 } })).toEqual([
      "/transfer/destination: expected text, found `7`",
    ])
  })
})

describe("a conflict of a payment registered again", () => {
  const conflicts = (
    known: Readonly<Record<string, unknown>>,
    again: Readonly<Record<string, unknown>>,
  ): readonly string[] => {
    const grown = grow(payment(known), payment(again))
    return grown.ok
      ? []
      : grown.faults.map(({ message }) => message.replace(": register it unchanged, or under another id", ""))
  }

  it.each<[Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, readonly string[]]>([
    [{ captured: 100 }, { captured: 100, currency: "USD" }, ["the registered payment has another currency"]],
    [
      { status: "captured" },
      { status: "failed" },
      ["the registered payment has another status, `captured`, which does not become `failed`"],
    ],
    [
      { captured: 100 },
      { captured: 99 },
      [
        "the registered payment has another captured, and a capture never shrinks",
        "the registered payment has another net or tax, and neither ever shrinks",
      ],
    ],
    [
      { captured: 100 },
      { captured: 100, lines: [line("payment", 100, 0, kind("fee"))] },
      ["the registered payment has another kind or quantity"],
    ],
    [
      { captured: 100, lines: [line("a", 100)] },
      { captured: 100, lines: [line("b", 100)] },
      [
        "the registered payment has another line `a`",
        "the registered payment has another lines, and new ones come only with a raised capture",
      ],
    ],
    [
      { captured: 100, lines: [line("payment", 60), line("b", 40)] },
      { captured: 100 },
      ["the registered payment has another line `payment`", "the registered payment has another line `b`"],
    ],
    [
      { captured: 100, lines: [line("a", 100)] },
      { captured: 100 },
      [
        "the registered payment has another line `a`",
        "the registered payment has another lines, and new ones come only with a raised capture",
      ],
    ],
  ])("%j and %j", (known, again, expected) => {
    expect(conflicts(known, again)).toEqual(expected)
  })

  it("is none where a capture date becomes known", () => {
    const grown = grow(payment({}), payment({ capturedAt: minute(0) }))
    expect(grown.ok && grown.value.capturedAt).toBe(minute(0))
  })
})

describe("a case", () => {
  it("has every fact it was given, and none it was not", () => {
    const given = { payment: good, history: [], ask: {}, askedAt: minute(1) }
    const facts = (more: object) => {
      const parsed = parseCase({ ...given, ...more })
      return parsed.ok ? parsed.value : parsed.faults
    }
    for (const absent of ["requestedBy", "customerHistory", "actorHistory"])
      expect(facts({})).not.toHaveProperty(absent)
    const past = [{ at: minute(0), amount: 5, currency: "EUR" }]
    const known = { requestedBy: "ann", customerHistory: past, actorHistory: past }
    expect(facts(known)).toMatchObject(known)
  })

  it("is asked no earlier than the last thing that happened", () => {
    const session = { _tag: "OpenSession", sessionId: "s", ask: {}, expiresAt: minute(10), at: minute(0) }
    const dispute = { _tag: "OpenDispute", disputeId: "d", amount: 1, at: minute(9) }
    const open = (history: readonly object[], askedAt: string) => {
      const parsed = parseCase({ payment: good, history, ask: {}, askedAt })
      return parsed.ok ? parsed.value.ledger.sessions.map(({ status }) => status) : parsed.faults
    }
    expect(open([session], minute(9))).toEqual(["open"])
    expect(open([session], minute(10))).toEqual(["expired"])
    expect(open([session, { ...dispute, at: minute(10) }], minute(1))).toEqual(["expired"])
    expect(open([session, dispute], minute(1))).toEqual(["open"])
  })
})
