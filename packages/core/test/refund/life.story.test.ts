import { balance, evolve, handle, openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { fail, given, line, minute, payment, play, request, settle } from "../given.ts"

const hundred = { captured: 100 }
const of = (_tag: string, refundId: string, more = {}) => ({ _tag, refundId, ...more })

describe("a refund", () => {
  it("holds its money from the moment it is asked for", () => {
    expect(
      given(hundred)
        .when(request("r1", { amount: 40 }))
        .then("RefundRequested"),
    ).toMatchObject({ held: 40, remaining: 60 })
  })

  it("counts as refunded once it has succeeded", () => {
    const after = given(hundred, request("r1", { amount: 40 }))
      .when(settle("r1"))
      .then("RefundSucceeded")
    expect(after).toMatchObject({ held: 0, refunded: 40, remaining: 60 })
  })

  it("leaves at most 30 of 100 after 40 succeeded, 30 are pending and 100 failed", () => {
    const story = given(
      hundred,
      request("r0", {}),
      fail("r0"),
      request("r1", { amount: 40 }),
      settle("r1"),
      request("r2", { amount: 30 }),
    )
    story.when(request("r3", { amount: 31 })).thenRefused("amount_exceeds_refundable")
    story.when(request("r3", { amount: 30 })).then("RefundRequested")
  })

  it("gives back exactly what it took when it fails late", () => {
    const units = { captured: 1200, lines: [line("a", 1000, 200, { quantity: 3 })] }
    const taken = [
      request("r1", { lines: [{ id: "a", quantity: 2 }] }, { terms: { restocking: { basisPoints: 1000 } } }),
      settle("r1"),
    ]
    expect(given(units, ...taken).balance()).toMatchObject({ refunded: 720, retained: 80, remaining: 400 })
    expect(
      given(units, ...taken)
        .when(fail("r1"))
        .then("RefundFailed"),
    ).toEqual(given(units).balance())
  })

  it("holds again, beyond the balance if it must, when a fresh look-up finds that it had succeeded after all", () => {
    const story = given(hundred, request("r1", { amount: 60 }), fail("r1"), request("r2", { amount: 60 }), settle("r2"))
    story.when(settle("r1")).thenRefused("refund_state_conflict")
    const after = story.when(settle("r1", { lookup: true })).then("RefundSucceeded")
    expect(after).toMatchObject({
      refunded: 120,
      excess: 20,
      remaining: 0,
      lines: [{ net: { refunded: 100, remaining: 0 } }],
    })
  })

  it("waits in review until another actor approves it", () => {
    const story = given(hundred, request("r1", { amount: 40 }, { review: true, requestedBy: "ann" }))
    expect(story.balance()).toMatchObject({ held: 40 })
    story.when(of("Approve", "r1", { by: "ann", otherActor: true })).thenRefused("self_approval")
    story.when(of("Approve", "r1", { otherActor: true })).thenRefused("self_approval")
    story.when(of("Approve", "r1", { by: "bob", otherActor: true })).then("RefundApproved")
    story.when(of("Approve", "r1", { by: "ann" })).then("RefundApproved")
    story.when(settle("r1")).thenRefused("refund_state_conflict")
    expect(story.when(of("Reject", "r1")).then("RefundRejected")).toMatchObject({ held: 0, remaining: 100 })
  })

  it("is not approved once the world took its money", () => {
    const reviewed = request("r1", { amount: 40 }, { review: true })
    given(hundred, reviewed, { _tag: "AdoptRefund", refundId: "x", amount: 61 })
      .when(of("Approve", "r1"))
      .thenRefused("amount_exceeds_refundable")
    given(hundred, reviewed, { _tag: "AdoptRefund", refundId: "x", amount: 60 })
      .when(of("Approve", "r1"))
      .then("RefundApproved")
    given(hundred, reviewed, { _tag: "OpenDispute", disputeId: "d", amount: 61 })
      .when(of("Approve", "r1"))
      .thenRefused("payment_disputed")
  })

  it("is sent, lost sight of, sent again, acknowledged and settled", () => {
    const story = given(
      hundred,
      request("r1", { amount: 40 }),
      of("Submit", "r1"),
      of("MarkUnknown", "r1"),
      of("Submit", "r1"),
    )
    expect(story.balance()).toMatchObject({ held: 40 })
    story.when(of("Acknowledge", "r1", { status: "pending", providerRefundId: "re_1" })).then("RefundPending")
    story.when(of("Acknowledge", "r1", { status: "requires_action" })).then("RefundActionRequired")
    story.when(of("Cancel", "r1")).thenRefused("refund_state_conflict")
    story.when(of("Cancel", "r1", { byProvider: true })).then("RefundCanceled")
  })

  it("lets a provider's fact move it only forward", () => {
    const ended = given(hundred, request("r1", { amount: 40 }), settle("r1"))
    ended.when(of("Acknowledge", "r1", { status: "pending" })).then()
    ended.when(of("MarkUnknown", "r1")).then()
    ended.when(settle("r1")).then()
    ended.when(of("Submit", "r1")).thenRefused("refund_state_conflict")
    const pending = given(hundred, request("r1", { amount: 40 }), of("Acknowledge", "r1", { status: "pending" }))
    pending.when(of("Acknowledge", "r1", { status: "pending" })).then()
    pending.when(of("MarkUnknown", "r1")).then()
    pending.when(of("Acknowledge", "r1", { status: "requires_action" })).then("RefundActionRequired")
  })

  it("cancels from review, before it was sent, or while the payer must act", () => {
    given(hundred, request("r1", {}, { review: true }))
      .when(of("Cancel", "r1"))
      .then("RefundCanceled")
    given(hundred, request("r1", {})).when(of("Cancel", "r1")).then("RefundCanceled")
    given(hundred, request("r1", {}), of("Acknowledge", "r1", { status: "requires_action" }))
      .when(of("Cancel", "r1"))
      .then("RefundCanceled")
    given(hundred, request("r1", {}), of("Submit", "r1")).when(of("Cancel", "r1")).thenRefused("refund_state_conflict")
    given(hundred, request("r1", {}), settle("r1"))
      .when(of("Cancel", "r1", { byProvider: true }))
      .thenRefused("refund_state_conflict")
    given(hundred, request("r1", {}), of("Cancel", "r1")).when(fail("r1")).thenRefused("refund_state_conflict")
    given(hundred, request("r1", {}), of("Reject", "r1"))
      .when(settle("r1", { lookup: true }))
      .thenRefused("refund_state_conflict")
  })

  it("takes a command that already took effect as done, and the same id with other content as a conflict", () => {
    const story = given(hundred, request("r1", { amount: 40, reason: "other" }))
    story.when(request("r1", { reason: "other", amount: 40 })).then()
    story.when(request("r1", { amount: 41, reason: "other" })).thenRefused("refund_conflict")
    story.when(request("r1", { amount: 40, reason: "other" }, { terms: {} })).thenRefused("refund_conflict")
    given(hundred, request("r1", { amount: 40 }), fail("r1"))
      .when(fail("r1"))
      .then()
    story.when(settle("r2")).thenRefused("refund_not_found")
  })

  it("keeps its metadata by merging", () => {
    const story = given(hundred, request("r1", {}, { metadata: { a: "1", empty: "" } }))
    story.when(of("SetMetadata", "r1", { metadata: { a: "1" } })).then()
    story.when(of("SetMetadata", "r1", { metadata: { a: "" } })).then("RefundMetadataSet")
    story.when(of("SetMetadata", "r1", { metadata: "" })).then("RefundMetadataSet")
    story.when(of("SetMetadata", "r2", { metadata: "" })).thenRefused("refund_not_found")
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, "v"]))
    story.when(of("SetMetadata", "r1", { metadata: many })).thenRefused("too_many")
    const ledger = play(openLedger(payment(hundred)), [
      request("r1", {}, { metadata: { a: "1", b: "2" } }),
      of("SetMetadata", "r1", { metadata: { a: "", c: "3" } }),
    ])
    expect(ledger.refunds[0]!.metadata).toEqual({ b: "2", c: "3" })
  })
})

describe("a share of the application fee", () => {
  const market = { captured: 2000, applicationFee: 1000, transfer: { destination: "acct", amount: 500 } }
  const claims = (...asks: readonly Readonly<Record<string, unknown>>[]) =>
    play(
      openLedger(payment(market)),
      asks.map((ask, index) => request(`r${index}`, ask)),
    ).refunds.map((refund) => refund.claim)

  it("goes back with each refund that asks for it", () => {
    const [first, second] = claims(
      { amount: 1500, refundApplicationFee: true },
      { amount: 500, refundApplicationFee: true },
    )
    expect(first!.applicationFee).toEqual({ share: 750, returned: true })
    expect(second!.applicationFee).toEqual({ share: 250, returned: true })
  })

  it("is kept by a refund that does not, and is gone for the next one all the same", () => {
    const [first, second] = claims({ amount: 1500 }, { amount: 500, refundApplicationFee: true, reverseTransfer: true })
    expect(first).toMatchObject({
      applicationFee: { share: 750, returned: false },
      transfer: { share: 375, reversed: false },
    })
    expect(second).toMatchObject({
      applicationFee: { share: 250, returned: true },
      transfer: { share: 125, reversed: true },
    })
  })

  it("is restored when the refund is released", () => {
    const ledger = play(openLedger(payment(market)), [
      request("r0", { amount: 1500 }),
      settle("r0"),
      fail("r0"),
      request("r1", {}),
    ])
    expect(ledger.refunds[1]!.claim).toMatchObject({ applicationFee: { share: 1000 }, transfer: { share: 500 } })
  })

  it("is no part of a payment without a fee", () => {
    const ledger = play(openLedger(payment({ applicationFee: 0 })), [request("r0", { refundApplicationFee: true })])
    expect(ledger.refunds[0]!.claim).not.toHaveProperty("applicationFee")
  })
})

describe("a session", () => {
  const open = (more = {}) => ({
    _tag: "OpenSession",
    sessionId: "s",
    ask: { amount: 60 },
    expiresAt: minute(10),
    at: minute(0),
    ...more,
  })
  const of = (_tag: string, at: string, more = {}) => ({ _tag, sessionId: "s", at, ...more })

  it("holds until it ends, its end excluded", () => {
    const story = given(hundred, open())
    expect(story.balance()).toMatchObject({ held: 60, remaining: 40 })
    story.when({ ...request("r", { amount: 41 }), at: minute(9) }).thenRefused("amount_exceeds_refundable")
    story.when({ ...request("r", { amount: 41 }), at: minute(10) }).then("SessionExpired", "RefundRequested")
    story.when(of("ExecuteSession", minute(10))).thenRefused("session_expired")
    story.when({ _tag: "ExpireSessions", at: minute(9) }).then()
    expect(story.when({ _tag: "ExpireSessions", at: minute(10) }).then("SessionExpired")).toMatchObject({ held: 0 })
  })

  it("is not reopened by a clock that goes back", () => {
    const story = given(hundred, open(), { _tag: "OpenDispute", disputeId: "d", amount: 1, at: minute(10) })
    story.when(of("ExecuteSession", minute(5))).thenRefused("session_expired")
  })

  it("passes its hold on to a refund", () => {
    const story = given(hundred, open())
    const after = story.when(of("ExecuteSession", minute(9), { refundId: "r" })).then("SessionExecuted")
    expect(after).toMatchObject({ held: 60, remaining: 40 })
    const executed = given(hundred, open(), of("ExecuteSession", minute(9), { refundId: "r" }))
    executed.when(of("ExecuteSession", minute(20), { refundId: "r" })).then()
    executed.when(of("ExecuteSession", minute(20))).thenRefused("session_conflict")
    executed.when(of("CancelSession", minute(20))).thenRefused("session_state_conflict")
    executed.when({ ...settle("r"), at: minute(20) }).then("RefundSucceeded")
    executed.when({ ...request("r", { amount: 60 }), at: minute(20) }).then()
  })

  it("takes its own id for the refund's where none is given, unless that is taken", () => {
    given(hundred, open())
      .when(of("ExecuteSession", minute(1)))
      .then("SessionExecuted")
    given(hundred, open(), { ...request("s", { amount: 1 }), at: minute(1) })
      .when(of("ExecuteSession", minute(1)))
      .thenRefused("refund_conflict")
  })

  it("is canceled once, and opened once", () => {
    const story = given(hundred, open())
    story.when(open()).then()
    story.when(open({ expiresAt: minute(11) })).thenRefused("session_conflict")
    story.when(open({ ask: { amount: 61 } })).thenRefused("session_conflict")
    expect(story.when(of("CancelSession", minute(1))).then("SessionCanceled")).toMatchObject({ held: 0 })
    given(hundred, open(), of("CancelSession", minute(1)))
      .when(of("CancelSession", minute(1)))
      .then()
    given(hundred, open(), of("CancelSession", minute(1)))
      .when(of("ExecuteSession", minute(1)))
      .thenRefused("session_state_conflict")
    story.when({ ...of("CancelSession", minute(1)), sessionId: "other" }).thenRefused("session_not_found")
    story.when({ ...of("ExecuteSession", minute(1)), sessionId: "other" }).thenRefused("session_not_found")
    given(hundred)
      .when(open({ expiresAt: minute(0) }))
      .thenRefused("session_expired")
    given(hundred)
      .when(open({ ask: { amount: 101 } }))
      .thenRefused("amount_exceeds_refundable")
  })

  it("is not executed once the world took its money", () => {
    given(hundred, open(), { _tag: "AdoptRefund", refundId: "x", amount: 41, at: minute(1) })
      .when(of("ExecuteSession", minute(2)))
      .thenRefused("amount_exceeds_refundable")
  })

  it("works its fee share out when it executes", () => {
    const ledger = play(openLedger(payment({ ...hundred, applicationFee: 10 })), [
      open(),
      of("ExecuteSession", minute(1)),
    ])
    expect(ledger.sessions[0]!.claim).not.toHaveProperty("applicationFee")
    expect(ledger.refunds[0]!.claim.applicationFee).toEqual({ share: 6, returned: false })
  })
})

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
