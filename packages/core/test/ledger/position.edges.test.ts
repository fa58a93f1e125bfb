import { openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { positionOf } from "../../src/ledger/position.ts"
import { payment, play, request } from "../given.ts"

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
