import { handle, openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { line, minute, payment, request } from "../given.ts"

const ledger = openLedger(payment({ captured: 100, lines: [line("a", 60), line("b", 40)] }))
const said = (ask: object): readonly string[] => {
  const asked = handle(ledger, { at: minute(0), ...request("r", { ...ask }) } as never)
  return asked.ok ? [] : asked.faults.map(({ code, message, path }) => `${path} ${code}: ${message}`)
}

describe("an ask that contradicts itself says where", () => {
  it.each<[string, object, readonly string[]]>([
    ["nothing, which is everything", {}, []],
    ["everything, and it says so", { full: true }, []],
    ["everything as an amount", { full: true, amount: 100 }, []],
    ["not everything, but an amount", { full: false, amount: 50 }, []],
    ["not everything, but a line", { full: false, lines: [{ id: "a" }] }, []],
    [
      "not everything, and nothing else",
      { full: false },
      ["/ask/full not_full_without_amount: `full: false` needs an amount or lines"],
    ],
    ["no lines", { lines: [] }, ["/ask/lines no_lines: name at least one line, or leave `lines` out for everything"]],
    [
      "an amount and lines",
      { amount: 5, lines: [{ id: "a" }] },
      ["/ask/amount amount_and_lines: ask for an amount or for lines, not both"],
    ],
    [
      "everything and lines",
      { full: true, lines: [{ id: "a" }] },
      ["/ask/full full_and_lines: ask for everything or for lines, not both"],
    ],
    [
      "a line twice, beside one that stands once",
      { lines: [{ id: "a" }, { id: "b" }, { id: "a" }] },
      ["/ask/lines/2/id duplicate_line: line `a` is named twice"],
    ],
    ["two lines", { lines: [{ id: "a" }, { id: "b" }] }, []],
    [
      "an amount and a quantity",
      { lines: [{ id: "a", amount: 1, quantity: 1 }] },
      ["/ask/lines/0/quantity amount_and_quantity: ask a line for an amount or for a quantity, not both"],
    ],
    [
      "units without their tax",
      { lines: [{ id: "a", quantity: 1, taxInclusive: false }] },
      ["/ask/lines/0/taxInclusive quantity_without_tax: units go back with their tax: leave `taxInclusive` out"],
    ],
    ["units with their tax", { lines: [{ id: "a", quantity: 1, taxInclusive: true }] }, []],
  ])("%s", (_, ask, faults) => {
    expect(said(ask)).toEqual(faults)
  })
})

describe("an ask may say why", () => {
  it.each([
    "duplicate",
    "fraudulent",
    "requested_by_customer",
    "product_unsatisfactory",
    "not_received",
    "order_change",
    "order_canceled",
    "service_disruption",
    "goodwill",
    "resolved_dispute",
    "other",
  ])("%s", (reason) => {
    expect(said({ reason })).toEqual([])
  })

  it("with a word of the list, not with any other", () => {
    expect(said({ reason: "" })).toEqual([
      expect.stringContaining("/ask/reason not_one_of: expected one of duplicate, "),
    ])
  })
})
