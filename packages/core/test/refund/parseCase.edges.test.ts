import { parseCase, quote } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { law } from "../law.ts"
import { minute } from "../given.ts"

const good = {
  payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 100 },
  history: [] as unknown[],
  ask: {},
  askedAt: minute(60),
}
const faults = (facts: object) => {
  const parsed = parseCase({ ...good, ...facts })
  return parsed.ok ? [] : parsed.faults.map(({ code, path }) => `${path} ${code}`)
}
const ask = (one: object) => faults({ ask: one })

describe("parseCase", () => {
  it.each<[string, object, readonly string[]]>([
    ["no lines", { lines: [] }, ["/ask/lines no_lines"]],
    ["an amount together with lines", { amount: 1, lines: [{ id: "a" }] }, ["/ask/amount amount_and_lines"]],
    ["everything together with lines", { full: true, lines: [{ id: "a" }] }, ["/ask/full full_and_lines"]],
    ["not everything, but no amount", { full: false }, ["/ask/full not_full_without_amount"]],
    ["a line named twice", { lines: [{ id: "a" }, { id: "a" }] }, ["/ask/lines/1/id duplicate_line"]],
    [
      "amount and quantity of a line",
      { lines: [{ id: "a", amount: 1, quantity: 1 }] },
      ["/ask/lines/0/quantity amount_and_quantity"],
    ],
    [
      "units without their tax",
      { lines: [{ id: "a", quantity: 1, taxInclusive: false }] },
      ["/ask/lines/0/taxInclusive quantity_without_tax"],
    ],
    ["an unknown reason", { reason: "because" }, ["/ask/reason not_one_of"]],
    ["a reason that only comes out", { reason: "expired_uncaptured_charge" }, ["/ask/reason not_one_of"]],
    ["a long note", { note: "n".repeat(3001) }, ["/ask/note too_long"]],
    ["half a unit", { lines: [{ id: "a", quantity: 0.5 }] }, ["/ask/lines/0/quantity not_an_integer"]],
    ["an unknown currency", { currency: "usd" }, ["/ask/currency unknown_currency"]],
  ])("refuses an ask with %s", (_, one, expected) => {
    expect(ask(one)).toEqual(expected)
  })

  it.each<[string, object]>([
    ["full and an amount", { full: true, amount: 100 }],
    ["not full, an amount", { full: false, amount: 1 }],
    ["not full, lines", { full: false, lines: [{ id: "payment" }] }],
    ["the longest note", { note: "n".repeat(3000) }],
  ])("takes an ask with %s", (_, one) => {
    expect(ask(one)).toEqual([])
  })

  it("names the command of a history that could not have happened", () => {
    const history = [
      { _tag: "Request", refundId: "r1", ask: { amount: 60 }, at: minute(1) },
      { _tag: "Request", refundId: "r2", ask: { amount: 60 }, at: minute(2) },
      { _tag: "Settle", refundId: "r3", at: minute(3) },
    ]
    expect(faults({ history })).toEqual([
      "/history/1/ask amount_exceeds_refundable",
      "/history/2/refundId refund_not_found",
    ])
  })

  it("names all that is wrong at once", () => {
    expect(
      faults({
        payment: { ...good.payment, captured: -1 },
        history: [{ _tag: "?" }],
        ask: { amount: "1" },
        askedAt: "now",
        more: 1,
      }),
    ).toEqual([
      "/payment/captured too_small",
      "/history/0/_tag unknown_tag",
      "/ask/amount not_an_integer",
      "/askedAt not_an_instant",
      "/more unknown_field",
    ])
    expect(faults({ payment: { ...good.payment, orderTax: 101 } })).toEqual(["/payment/orderTax tax_exceeds_captured"])
  })

  it("knows what a provider's wire can carry, unless somebody declared it", () => {
    const dodo = { ...good.payment, provider: "dodo", customer: { id: "c", name: "Ann", email: "ann@example.com" } }
    const declared = (facts: object) => {
      const parsed = parseCase({ ...good, ...facts })
      return parsed.ok ? parsed.value.capabilities : parsed.faults
    }
    expect(declared({})).toEqual({})
    expect(declared({ payment: dodo })).toEqual({ maxAmount: 2 ** 31 - 1 })
    expect(declared({ payment: dodo, capabilities: { partial: false, maxAmount: 5 } })).toEqual({
      partial: false,
      maxAmount: 5,
    })
  })

  it("lets a session that ended by then hold nothing", () => {
    const open = { _tag: "OpenSession", sessionId: "s", ask: { amount: 60 }, at: minute(1) }
    const total = (expiresAt: string) => {
      const parsed = parseCase({ ...good, history: [{ ...open, expiresAt }] })
      return parsed.ok ? quote(parsed.value).total : parsed.faults
    }
    expect(total(minute(61))).toBe(40)
    expect(total(minute(60))).toBe(100)
  })

  law("answers anything with faults or a case, and never throws", fc.anything({ withNullPrototype: true }), (json) => {
    const parsed = parseCase(json)
    expect(parsed.ok).toBe(false)
    if (parsed.ok) return
    for (const fault of parsed.faults) {
      expect(fault.code).toMatch(/^[a-z_]+$/)
      expect(fault.message).not.toMatch(/\.$/)
    }
  })

  const spoiled = fc.record({
    path: fc.constantFrom<readonly string[]>(
      ["payment", "captured"],
      ["payment", "currency"],
      ["ask", "amount"],
      ["askedAt"],
      ["history"],
      ["payment", "lines"],
    ),
    value: fc.oneof(
      fc.constantFrom(null, Number.NaN, -0, -1, Infinity, 2 ** 53, "100", {}, [], true, "__proto__"),
      fc.anything(),
    ),
  })
  law("never throws for one spoiled fact, and never changes a number it accepts", spoiled, ({ path, value }) => {
    const json: Record<string, unknown> = structuredClone({ ...good, ask: { amount: 100 } })
    const [first, second] = path as readonly [string, string?]
    json[first] = second === undefined ? value : { ...(json[first] as object), [second]: value }
    const parsed = parseCase(json)
    if (parsed.ok && path.includes("captured")) expect(parsed.value.payment.captured).toBe(value)
    if (parsed.ok && path.includes("amount") && value !== undefined) expect(parsed.value.ask.amount).toBe(value)
  })
})
