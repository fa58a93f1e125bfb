import { openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { fail, given, line, payment, play, request, settle } from "../given.ts"

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
