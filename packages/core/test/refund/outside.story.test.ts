import { balance, evolve, handle, openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { fail, given, line, minute, payment, request } from "../given.ts"

const hundred = { captured: 100 }

describe("the world outside", () => {
  const dispute = (_tag: string, more = {}) => ({ _tag, disputeId: "d", ...more })
  const open = (amount: number) => dispute("OpenDispute", { amount })
  const adopt = (amount: number) => ({ _tag: "AdoptRefund", refundId: "x", amount })

  it("takes by a dispute what it takes, and gives it back only when the dispute is won", () => {
    const story = given(hundred, open(30))
    expect(story.balance()).toMatchObject({ disputed: 30, remaining: 70 })
    expect(story.when(dispute("WinDispute")).then("DisputeWon")).toMatchObject({ disputed: 0, remaining: 100 })
    expect(story.when(dispute("LoseDispute")).then("DisputeLost")).toMatchObject({ disputed: 30, remaining: 70 })
    story.when(open(30)).then()
    story.when(open(31)).thenRefused("dispute_conflict")
    given(hundred, open(30), dispute("WinDispute")).when(dispute("WinDispute")).then()
    given(hundred, open(30), dispute("LoseDispute")).when(dispute("WinDispute")).thenRefused("dispute_state_conflict")
    given(hundred, open(30), dispute("WinDispute")).when(dispute("LoseDispute")).thenRefused("dispute_state_conflict")
    given(hundred).when(dispute("LoseDispute")).thenRefused("dispute_not_found")
  })

  it("says that it is a dispute that keeps an amount from fitting", () => {
    const story = given(hundred, open(30))
    story.when(request("r", { amount: 71 })).thenRefused("payment_disputed", "amount_exceeds_refundable")
    story.when(request("r", { amount: 101 })).thenRefused("amount_exceeds_refundable")
    given(hundred, open(100)).when(request("r", {})).thenRefused("payment_disputed", "amount_exceeds_refundable")
    given(hundred, request("q", {}), open(30)).when(request("r", {})).thenRefused("amount_exceeds_refundable")
  })

  it("is recorded even beyond the balance, and a release shrinks the excess first", () => {
    const story = given(hundred, request("r", { amount: 50 }), adopt(120))
    expect(story.balance()).toMatchObject({ refunded: 120, held: 50, excess: 70, remaining: 0 })
    expect(story.when(fail("r")).then("RefundFailed")).toMatchObject({ refunded: 120, excess: 20, remaining: 0 })
    story.when(adopt(120)).then()
    story.when(adopt(121)).thenRefused("refund_conflict")
    given(hundred, request("x", { amount: 5 }))
      .when(adopt(5))
      .thenRefused("refund_conflict")
  })

  it("binds an ask by the payment where its lines show more", () => {
    const lines = { captured: 100, lines: [line("a", 60), line("b", 40)] }
    const story = given(lines, request("r", {}), adopt(30), fail("r"))
    expect(story.balance()).toMatchObject({
      remaining: 70,
      refundable: 70,
      lines: [{ net: { remaining: 60 } }, { net: { remaining: 40 } }],
    })
    story.when(request("q", { amount: 71 })).thenRefused("amount_exceeds_refundable")
    story
      .when(
        request("q", {
          lines: [
            { id: "a", amount: 60 },
            { id: "b", amount: 11 },
          ],
        }),
      )
      .thenRefused("amount_exceeds_refundable")
    expect(story.when(request("q", { lines: [{ id: "a" }, { id: "b" }] })).then("RefundRequested")).toMatchObject({
      held: 70,
      remaining: 0,
    })
    expect(story.when(request("q", {})).then("RefundRequested")).toMatchObject({ held: 70, remaining: 0 })
  })

  it("never claims nothing, nor more than numbers can hold", () => {
    const story = given(hundred, adopt(Number.MAX_SAFE_INTEGER - 100))
    story.when(open(0)).thenRefused("amount_not_positive")
    story.when(open(101)).thenRefused("sum_too_large")
    expect(story.when(open(100)).then("DisputeOpened").excess).toBe(Number.MAX_SAFE_INTEGER - 100)
  })
})

describe("growth", () => {
  const grow = (facts: object) => ({
    _tag: "GrowPayment",
    payment: { provider: "sandbox", references: {}, currency: "EUR", captured: 100, ...facts },
  })

  it("accepts a raised capture, and refunds reach it", () => {
    const story = given(hundred, request("r", {}))
    story.when(grow({})).then()
    expect(story.when(grow({ captured: 150 })).then("PaymentGrown")).toMatchObject({ captured: 150, remaining: 50 })
    story.when(grow({ captured: 99 })).thenRefused("payment_conflict", "payment_conflict")
  })

  it("keeps claims where they were when the one line gains a tax", () => {
    const after = given(hundred, request("r", { amount: 60 }))
      .when(grow({ captured: 120, orderTax: 20 }))
      .then("PaymentGrown")
    expect(after.lines[0]).toMatchObject({ net: { held: 60, remaining: 40 }, taxes: [{ remaining: 20 }] })
  })

  it("names the fault of a payment that is none", () => {
    const refused = handle(openLedger(payment(hundred)), {
      ...grow({ captured: 100, orderTax: 101 }),
      at: minute(0),
    } as never)
    expect(refused).toMatchObject({ ok: false, faults: [{ path: "/payment/orderTax", code: "tax_exceeds_captured" }] })
  })
})

describe("commands", () => {
  it.each([
    [null, ""],
    [{}, "/_tag"],
    [{ _tag: "Steal", at: minute(0) }, "/_tag"],
    [{ _tag: "Settle", refundId: "r", at: "yesterday" }, "/at"],
    [{ _tag: "Request", refundId: "r", at: minute(0), ask: { lines: [] } }, "/ask/lines"],
    [{ _tag: "Request", refundId: "r", at: minute(0), ask: { amount: Number.NaN } }, "/ask/amount"],
  ])("refuses %j where it is wrong", (command, path) => {
    expect(handle(openLedger(payment()), command as never)).toMatchObject({ ok: false, faults: [{ path }] })
  })

  it("folds in any batch to the same state", () => {
    const events = handle(openLedger(payment()), { _tag: "Request", refundId: "r", ask: {}, at: minute(0) })
    const folded = events.ok ? events.value.reduce(evolve, openLedger(payment())) : undefined
    expect(folded).toMatchObject({ version: 1, latest: minute(0) })
    expect(balance(folded!).held).toBe(10_000)
  })
})
