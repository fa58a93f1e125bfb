import { openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { positionOf } from "../../src/ledger/position.ts"
import { line, payment, play, request } from "../given.ts"

const dispute = (disputeId: string, amount: number) => ({ _tag: "OpenDispute", disputeId, amount })
const opened = openLedger(payment({ captured: 100 }))

describe("what disputes take", () => {
  it.each<[string, Parameters<typeof play>[1], number, number]>([
    ["none", [], 0, 100],
    ["one", [dispute("d", 10)], 10, 90],
    ["two, together", [dispute("d", 10), dispute("e", 20)], 30, 70],
    ["one that was won", [dispute("d", 10), { _tag: "WinDispute", disputeId: "d" }], 0, 100],
    ["one that was lost", [dispute("d", 10), { _tag: "LoseDispute", disputeId: "d" }], 10, 90],
    ["one beside a refund", [request("r", { amount: 5 }), dispute("d", 10)], 10, 85],
  ])("%s", (_, history, disputed, remaining) => {
    const position = positionOf(play(opened, history))
    expect([position.disputed, position.remaining]).toEqual([disputed, remaining])
    expect(position.undisputed?.remaining).toBe(disputed === 0 ? undefined : remaining + disputed)
  })
})

describe("a line is touched by a claim that takes money from it", () => {
  const lines = [line("gift", 0, 0, { quantity: 2 }), line("post", 100, 0, { kind: "shipping" })]
  const ledger = openLedger(payment({ captured: 100, lines }))
  const of = (...named: readonly object[]) =>
    request("r", { lines: named }, { terms: { restocking: { basisPoints: 6000 } } })
  it.each<[string, Parameters<typeof play>[1], readonly boolean[]]>([
    ["none while nothing is claimed", [], [false, false]],
    ["also where more is retained of it than paid", [of({ id: "post", amount: 50 })], [false, true]],
    ["not by units that are free", [of({ id: "gift", quantity: 1 }, { id: "post" })], [false, true]],
  ])("%s", (_, history, touched) => {
    expect(positionOf(play(ledger, history)).touched).toEqual(touched)
  })
})

describe("what remains of a line", () => {
  it("is what was neither paid nor retained, of each tax and of the net", () => {
    const taxes = [
      { id: "state", amount: 20 },
      { id: "city", amount: 10 },
    ]
    const ledger = openLedger(payment({ captured: 130, lines: [{ ...line("a", 100), taxes }] }))
    const half = request("r", { amount: 65 }, { terms: { restocking: { basisPoints: 2000 } } })
    const { components, lines, remaining } = positionOf(play(ledger, [half]))
    expect([components, lines, remaining]).toEqual([[10, 5, 50], [65], 65])
  })
})
