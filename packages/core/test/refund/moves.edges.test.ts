import { handle, openLedger, type Command, type RefundStatus } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { minute, payment, play, request } from "../given.ts"

type Json = Readonly<Record<string, unknown>>

const of = (_tag: string, more: Json = {}): Json => ({ _tag, refundId: "r", ...more })
const asked = request("r", { amount: 40 })
const pending = of("Acknowledge", { status: "pending" })
const needsAction = of("Acknowledge", { status: "requires_action" })
const canceledThere = of("Cancel", { byProvider: true })
const found = of("Settle", { lookup: true })

/** How a refund comes into each state. */
const histories: Readonly<Record<RefundStatus, readonly Json[]>> = {
  review: [request("r", { amount: 40 }, { review: true })],
  accepted: [asked],
  submitting: [asked, of("Submit")],
  unknown: [asked, of("Submit"), of("MarkUnknown")],
  pending: [asked, pending],
  requires_action: [asked, needsAction],
  succeeded: [asked, of("Settle")],
  failed: [asked, of("Fail")],
  canceled: [asked, of("Cancel")],
  rejected: [asked, of("Reject")],
}
const statuses = Object.keys(histories) as readonly RefundStatus[]

/** `moves`: it causes its event. `-`: it is done, or behind, and causes none. `no`: a conflict. */
type Outcome = "moves" | "-" | "no"

describe("what a command does to a refund in each state", () => {
  it.each<[string, Json, readonly Outcome[]]>([
    // review, accepted, submitting, unknown, pending, requires_action, succeeded, failed, canceled, rejected
    ["an approval", of("Approve"), ["moves", "-", "-", "-", "-", "-", "-", "-", "no", "no"]],
    ["a rejection", of("Reject"), ["moves", "moves", "no", "no", "no", "no", "no", "no", "no", "-"]],
    ["a submission", of("Submit"), ["no", "moves", "-", "moves", "no", "no", "no", "no", "no", "no"]],
    ["a loss of sight", of("MarkUnknown"), ["no", "no", "moves", "-", "-", "-", "-", "-", "-", "no"]],
    ["a wait", pending, ["no", "moves", "moves", "moves", "-", "moves", "-", "-", "-", "no"]],
    ["a wish for action", needsAction, ["no", "moves", "moves", "moves", "moves", "-", "-", "-", "-", "no"]],
    ["a success", of("Settle"), ["no", "moves", "moves", "moves", "moves", "moves", "-", "no", "no", "no"]],
    ["a success looked up", found, ["no", "moves", "moves", "moves", "moves", "moves", "-", "moves", "moves", "no"]],
    ["a failure", of("Fail"), ["no", "moves", "moves", "moves", "moves", "moves", "moves", "-", "no", "no"]],
    ["a cancellation", of("Cancel"), ["moves", "moves", "no", "no", "no", "moves", "no", "no", "-", "no"]],
    ["the provider's own", canceledThere, ["no", "no", "moves", "moves", "moves", "moves", "no", "no", "-", "no"]],
  ])("%s", (_, command, expected) => {
    const outcomes = statuses.map((status): Outcome => {
      const ledger = play(openLedger(payment({ captured: 100 })), histories[status])
      expect(ledger.refunds.map((refund) => refund.status)).toEqual([status])
      const result = handle(ledger, { at: minute(30), ...command } as unknown as Command)
      if (result.ok) return result.value.length === 0 ? "-" : "moves"
      expect(result.faults.map(({ code }) => code)).toEqual(["refund_state_conflict"])
      return "no"
    })
    expect(outcomes).toEqual(expected)
  })
})
