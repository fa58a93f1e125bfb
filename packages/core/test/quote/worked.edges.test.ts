import { evolve, handle, openLedger, type Ledger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { line, minute, payment } from "../given.ts"

type Json = Readonly<Record<string, unknown>>

/** Asks one after the other and tells what each refund pays: per line, `[amount, ...taxes]`. */
const paidBy = (facts: Json, asks: readonly (Json & { readonly terms?: Json })[]): unknown[] => {
  let ledger: Ledger = openLedger(payment(facts))
  return asks.map(({ terms, ...ask }, index) => {
    const command = { _tag: "Request", refundId: `r${index}`, ask, at: minute(index), ...(terms && { terms }) }
    const events = handle(ledger, command as never)
    if (!events.ok) return events.faults.map((fault) => fault.code)
    const [event] = events.value
    ledger = events.value.reduce(evolve, ledger)
    if (event?._tag !== "RefundRequested") throw new Error("a request causes a refund")
    return event.claim.lines.map((one) => [one.amount, ...one.taxes.map((tax) => tax.amount)])
  })
}

const whole = (captured: number, tax: number) => ({ captured, lines: [line("a", captured - tax, tax)] })
const units = (gross: number, tax: number, quantity: number) => ({
  captured: gross,
  lines: [line("a", gross - tax, tax, { quantity })],
})
const one = { lines: [{ id: "a", quantity: 1 }] }
const net = (amount: number) => ({ lines: [{ id: "a", amount, taxInclusive: false }] })
const gross = (amount: number) => ({ lines: [{ id: "a", amount }] })

const frozenTax = {
  captured: 33_499,
  lines: [line("a", 6833), line("b", 5750), line("c", 8500), line("d", 6833)],
  orderTax: 5583,
}
const rest = (id: string) => ({ lines: [{ id }] })

describe("worked examples", () => {
  it.each<[string, Json, readonly Json[], unknown]>([
    [
      "tax, last takes rest",
      whole(1000, 200),
      [333, 333, 333, 1].map((amount) => ({ amount })),
      [[[333, 67]], [[333, 66]], [[333, 67]], [[1, 0]]],
    ],
    ["units", units(1000, 0, 3), [one, one, one], [[[333]], [[334]], [[333]]]],
    ["exclusive", whole(1082, 83), [net(333), net(333), net(333)], [[[361, 28]], [[361, 28]], [[360, 27]]]],
    [
      "frozen tax",
      frozenTax,
      ["d", "b", "a", "c"].map(rest),
      [[[8199, 1366]], [[6900, 1150]], [[8200, 1367]], [[10_200, 1700]]],
    ],
    ["gross is primary", whole(17_925, 2988), [{}], [[[17_925, 2988]]]],
    [
      "header over components",
      { captured: 12_500, lines: [line("a", 6000, 1500), line("b", 4000, 1000)] },
      [{ amount: 2500 }],
      [
        [
          [1500, 300],
          [1000, 200],
        ],
      ],
    ],
    ["inclusive", whole(1100, 100), [gross(1000)], [[[1000, 91]]]],
    ["exclusive pays more", whole(1100, 100), [net(1000)], [[[1100, 100]]]],
    [
      "exclusive of two taxes",
      {
        captured: 130,
        lines: [
          {
            ...line("a", 100),
            taxes: [
              { id: "state", amount: 20 },
              { id: "city", amount: 10 },
            ],
          },
        ],
      },
      [net(50), net(50)],
      [[[65, 10, 5]], [[65, 10, 5]]],
    ],
    ["exclusive past the net", whole(1100, 100), [net(1001)], [["line_amount_exceeds_net"]]],
    ["cut once", whole(303, 97), [{ amount: 114 }], [[[114, 36]]]],
    ["cut in two", whole(303, 97), [{ amount: 6 }, { amount: 108 }], [[[6, 2]], [[108, 35]]]],
    ["JPY", { currency: "JPY", ...units(1000, 91, 3) }, [one, one, one], [[[333, 30]], [[334, 31]], [[333, 30]]]],
    [
      "KWD at Stripe",
      { provider: "stripe", currency: "KWD", ...units(10_000, 0, 3) },
      [one, one, one],
      [[[3330]], [[3340]], [[3330]]],
    ],
    [
      "KWD off the step",
      { provider: "stripe", currency: "KWD", captured: 10_000 },
      [{ amount: 3335 }, { amount: 3330 }],
      [["amount_off_step"], [[3330]]],
    ],
    [
      "stranded",
      { provider: "stripe", currency: "TND", captured: 12_345 },
      [{ amount: 12_341 }, {}, {}],
      [["amount_off_step"], [[12_340]], ["amount_exceeds_refundable"]],
    ],
    [
      "order discount",
      { captured: 900, lines: [line("a", 600), line("b", 400)], orderDiscount: 100 },
      [rest("a"), rest("b")],
      [[[540]], [[360]]],
    ],
    [
      "restocking 15 %",
      units(2400, 400, 2),
      [{ lines: [{ id: "a", quantity: 2 }], terms: { restocking: { basisPoints: 1500 } } }],
      [[[2040, 340]]],
    ],
  ])("%s", (_, facts, asks, paid) => {
    expect(paidBy(facts, asks)).toEqual(paid)
  })

  it("tells the nearest lower amount of one off the step", () => {
    const ledger = openLedger(payment({ provider: "stripe", currency: "KWD" }))
    const refused = handle(ledger, { _tag: "Request", refundId: "r", ask: { amount: 3335 }, at: minute(0) })
    expect(refused).toMatchObject({
      ok: false,
      faults: [{ code: "amount_off_step", message: expect.stringContaining("`3330`") }],
    })
  })
})
