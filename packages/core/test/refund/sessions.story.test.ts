import { openLedger } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { given, minute, payment, play, request, settle } from "../given.ts"

const hundred = { captured: 100 }

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
