import { handle, openLedger, type Command } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { minute, payment, play, request } from "../given.ts"

type Json = Readonly<Record<string, unknown>>

const at = minute(30)
const opened = (...history: readonly Json[]) => play(openLedger(payment({ captured: 100 })), history)
const events = (history: readonly Json[], command: Json): unknown => {
  const result = handle(opened(...history), { at, ...command } as unknown as Command)
  return result.ok ? result.value : result.faults.map(({ code, message, path }) => `${path} ${code}: ${message}`)
}
const asked = request("r", { amount: 40 })
const reviewed = request("r", { amount: 40 }, { review: true })
const of = (_tag: string, more: Json = {}): Json => ({ _tag, refundId: "r", ...more })
const named = { providerRefundId: "re_1" }

describe("an event", () => {
  it.each<[string, readonly Json[], Json, Json]>([
    ["approval", [reviewed], of("Approve"), { _tag: "RefundApproved" }],
    ["approval by somebody", [reviewed], of("Approve", { by: "bob" }), { _tag: "RefundApproved", by: "bob" }],
    ["rejection", [reviewed], of("Reject"), { _tag: "RefundRejected" }],
    ["rejection by somebody", [asked], of("Reject", { by: "bob" }), { _tag: "RefundRejected", by: "bob" }],
    ["submission", [asked], of("Submit"), { _tag: "RefundSubmitted" }],
    ["loss of sight", [asked, of("Submit")], of("MarkUnknown"), { _tag: "RefundUnknown" }],
    ["acknowledgement", [asked], of("Acknowledge", { status: "pending" }), { _tag: "RefundPending" }],
    [
      "acknowledgement by name",
      [asked],
      of("Acknowledge", { status: "pending", ...named }),
      { _tag: "RefundPending", ...named },
    ],
    [
      "a wish for action",
      [asked],
      of("Acknowledge", { status: "requires_action", ...named }),
      { _tag: "RefundActionRequired", ...named },
    ],
    ["success", [asked], of("Settle", named), { _tag: "RefundSucceeded", ...named }],
    ["failure", [asked], of("Fail", named), { _tag: "RefundFailed", ...named }],
    ["failure with its code", [asked], of("Fail", { code: "declined" }), { _tag: "RefundFailed", code: "declined" }],
    ["cancellation", [asked], of("Cancel"), { _tag: "RefundCanceled" }],
    [
      "cancellation by name",
      [asked, of("Submit")],
      of("Cancel", { byProvider: true, ...named }),
      { _tag: "RefundCanceled", ...named },
    ],
    [
      "metadata",
      [asked],
      of("SetMetadata", { metadata: { a: "1" } }),
      { _tag: "RefundMetadataSet", metadata: { a: "1" } },
    ],
  ])("of %s carries just what was said", (_, history, command, event) => {
    expect(events(history, command)).toStrictEqual([{ refundId: "r", at, ...event }])
  })

  it("of failure leaves its code with the refund, for as long as it counts as failed", () => {
    const failed = [asked, of("Submit"), of("Fail", { code: "declined" })]
    expect(opened(...failed).refunds[0]).toMatchObject({ status: "failed", failureCode: "declined" })
    const [late] = opened(...failed, of("Settle", { lookup: true })).refunds
    expect(late).not.toHaveProperty("failureCode")
    const { claim, id } = opened(...failed).refunds[0]!
    expect(late).toMatchObject({ id, claim, status: "succeeded" })
  })

  it("of a name that was not known before is told, of a known one is not", () => {
    const pending = [asked, of("Acknowledge", { status: "pending" })]
    expect(events(pending, of("Acknowledge", { status: "pending", ...named }))).toEqual([
      { _tag: "RefundPending", refundId: "r", at, ...named },
    ])
    expect(
      events(
        [...pending, of("Acknowledge", { status: "pending", ...named })],
        of("Acknowledge", { status: "pending" }),
      ),
    ).toEqual([])
  })

  it("of a request carries what was asked, and nothing that was not", () => {
    const claim = {
      paid: 40,
      retained: 0,
      lines: [{ id: "payment", net: 40, taxes: [], amount: 40, retained: 0, units: 0 }],
    }
    const plain = { _tag: "RefundRequested", refundId: "r", at, status: "accepted", claim, ask: { amount: 40 } }
    expect(events([], asked)).toEqual([{ ...plain }])
    const all = { terms: { tips: "never" }, requestedBy: "ann", metadata: { a: "1" } }
    expect(events([], { ...asked, ...all })).toEqual([{ ...plain, ...all }])
    expect(events([], { ...asked, metadata: { a: "" } })).toEqual([{ ...plain, metadata: {} }])
    const session = { _tag: "OpenSession", sessionId: "s", ask: { amount: 40 }, expiresAt: minute(60), ...all }
    expect(events([], session)).toEqual([
      { _tag: "SessionOpened", sessionId: "s", at, expiresAt: minute(60), claim, ask: { amount: 40 }, ...all },
    ])
  })

  it("of an adopted refund keeps its name at the provider", () => {
    const lines = [{ id: "payment", net: 5, taxes: [], amount: 5, retained: 0, units: 0 }]
    const adopted = { _tag: "RefundAdopted", refundId: "x", at, claim: { paid: 5, retained: 0, lines } }
    expect(events([], { _tag: "AdoptRefund", refundId: "x", amount: 5 })).toStrictEqual([adopted])
    expect(events([], { _tag: "AdoptRefund", refundId: "x", amount: 5, ...named })).toStrictEqual([
      { ...adopted, ...named },
    ])
  })
})

describe("a ledger", () => {
  it("knows of each refund what was said of it, and when", () => {
    const all = { terms: { tips: "never" }, requestedBy: "ann", metadata: { a: "1" } }
    const { refunds } = opened({ ...asked, ...all }, of("Settle", named), {
      _tag: "AdoptRefund",
      refundId: "x",
      amount: 5,
      providerRefundId: "re_2",
    })
    expect(refunds).toMatchObject([
      {
        id: "r",
        status: "succeeded",
        adopted: false,
        asked: { ask: { amount: 40 }, ...all },
        metadata: { a: "1" },
        ...named,
        createdAt: minute(0),
        updatedAt: minute(1),
      },
      {
        id: "x",
        status: "succeeded",
        adopted: true,
        providerRefundId: "re_2",
        metadata: {},
        createdAt: minute(2),
        updatedAt: minute(2),
      },
    ])
    expect(opened(asked, of("Settle")).refunds[0]).not.toHaveProperty("providerRefundId")
    expect(opened({ _tag: "AdoptRefund", refundId: "x", amount: 5 }).refunds[0]).not.toHaveProperty("providerRefundId")
    expect(opened(asked).refunds[0]!.asked).toEqual({ ask: { amount: 40 } })
  })

  it("keeps a claim as it was where a success is not late", () => {
    const before = opened(asked)
    expect(play(before, [of("Settle", { at })]).refunds[0]!.claim).toBe(before.refunds[0]!.claim)
  })

  it("passes a session on to its own refund, with what was said of it", () => {
    const open = (sessionId: string, more: Json) => ({
      _tag: "OpenSession",
      sessionId,
      ask: { amount: 10 },
      expiresAt: minute(60),
      ...more,
    })
    const { refunds, sessions } = opened(open("s1", {}), open("s2", { metadata: { a: "1" } }), {
      _tag: "ExecuteSession",
      sessionId: "s2",
      refundId: "r",
    })
    expect(sessions.map(({ id, status }) => [id, status])).toEqual([
      ["s1", "open"],
      ["s2", "executed"],
    ])
    expect(refunds).toMatchObject([
      { id: "r", sessionId: "s2", adopted: false, metadata: { a: "1" }, status: "accepted" },
    ])
  })

  it("tells disputes apart", () => {
    const dispute = (_tag: string, disputeId: string, more: Json = {}) => ({ _tag, disputeId, ...more })
    const { disputes } = opened(
      dispute("OpenDispute", "d1", { amount: 1 }),
      dispute("OpenDispute", "d2", { amount: 2 }),
      dispute("WinDispute", "d2"),
    )
    expect(disputes.map(({ id, status }) => [id, status])).toEqual([
      ["d1", "open"],
      ["d2", "won"],
    ])
  })
})

describe("a refusal says what it is about", () => {
  const session = { _tag: "OpenSession", sessionId: "s", ask: { amount: 10 }, expiresAt: minute(60) }
  const dispute = { _tag: "OpenDispute", disputeId: "d", amount: 10 }
  const adopt = (amount: number) => ({ _tag: "AdoptRefund", refundId: "x", amount })

  it.each<[readonly Json[], Json, string]>([
    [[], of("Submit"), "/refundId refund_not_found: this payment has no refund `r`"],
    [
      [asked],
      request("r", {}),
      "/refundId refund_conflict: refund `r` is known with other content: use a new id, or ask the same again",
    ],
    [
      [asked, of("Cancel")],
      of("Approve"),
      "/refundId refund_state_conflict: refund `r` is canceled and cannot be approved",
    ],
    [
      [asked, of("Settle")],
      of("Reject"),
      "/refundId refund_state_conflict: refund `r` is succeeded and cannot be rejected",
    ],
    [[reviewed], of("Submit"), "/refundId refund_state_conflict: refund `r` is review and cannot be submitted"],
    [[reviewed], of("MarkUnknown"), "/refundId refund_state_conflict: refund `r` is review and cannot be unknown"],
    [
      [reviewed],
      of("Acknowledge", { status: "pending" }),
      "/refundId refund_state_conflict: refund `r` is review and cannot be pending",
    ],
    [
      [asked, of("Fail")],
      of("Settle"),
      "/refundId refund_state_conflict: refund `r` is failed and cannot be settled without a fresh look-up",
    ],
    [[reviewed], of("Fail"), "/refundId refund_state_conflict: refund `r` is review and cannot be failed"],
    [
      [asked, of("Submit")],
      of("Cancel"),
      "/refundId refund_state_conflict: refund `r` is submitting and cannot be canceled",
    ],
    [
      [{ ...reviewed, requestedBy: "ann" }],
      of("Approve", { by: "ann", otherActor: true }),
      "/by self_approval: refund `r` must be approved by another actor than asked for it",
    ],
    [
      [reviewed, adopt(61)],
      of("Approve"),
      " amount_exceeds_refundable: `40` no longer fits the `39` that remain: the payment was refunded elsewhere",
    ],
    [
      [request("r", { amount: 40 }, { review: true, terms: { restocking: { basisPoints: 1000 } } }), adopt(61)],
      of("Approve"),
      " amount_exceeds_refundable: `40` no longer fits the `39` that remain: the payment was refunded elsewhere",
    ],
    [
      [reviewed, adopt(60), dispute],
      of("Approve"),
      " payment_disputed: `40` no longer fits the `30` that remain: a dispute took from the payment",
    ],
    [
      [reviewed, { ...dispute, amount: 61 }],
      of("Approve"),
      " payment_disputed: `40` no longer fits the `39` that remain: a dispute took from the payment",
    ],
    [
      [reviewed, adopt(61), dispute],
      of("Approve"),
      " amount_exceeds_refundable: `40` no longer fits the `29` that remain: the payment was refunded elsewhere",
    ],
    [
      [session],
      { ...session, ask: { amount: 11 } },
      "/sessionId session_conflict: session `s` is known with other content: use a new id, or ask the same again",
    ],
    [[], { _tag: "ExecuteSession", sessionId: "s" }, "/sessionId session_not_found: this payment has no session `s`"],
    [
      [{ ...session, expiresAt: minute(20) }],
      { _tag: "ExecuteSession", sessionId: "s" },
      "/sessionId session_expired: session `s` is expired and cannot be executed",
    ],
    [
      [session, { _tag: "CancelSession", sessionId: "s" }],
      { _tag: "ExecuteSession", sessionId: "s" },
      "/sessionId session_state_conflict: session `s` is canceled and cannot be executed",
    ],
    [
      [session, { _tag: "ExecuteSession", sessionId: "s" }],
      { _tag: "CancelSession", sessionId: "s" },
      "/sessionId session_state_conflict: session `s` is executed and cannot be canceled",
    ],
    [
      [session, { _tag: "ExecuteSession", sessionId: "s" }],
      { _tag: "ExecuteSession", sessionId: "s", refundId: "o" },
      "/refundId session_conflict: session `s` is known with other content: use a new id, or ask the same again",
    ],
    [
      [asked, session],
      { _tag: "ExecuteSession", sessionId: "s", refundId: "r" },
      "/refundId refund_conflict: refund `r` is known with other content: use a new id, or ask the same again",
    ],
    [
      [],
      { ...session, expiresAt: minute(30) },
      `/expiresAt session_expired: a session must end after it opens, at \`${at}\``,
    ],
    [[], { _tag: "WinDispute", disputeId: "d" }, "/disputeId dispute_not_found: this payment has no dispute `d`"],
    [
      [dispute],
      { ...dispute, amount: 11 },
      "/disputeId dispute_conflict: dispute `d` is known with other content: use a new id, or ask the same again",
    ],
    [
      [dispute, { _tag: "WinDispute", disputeId: "d" }],
      { _tag: "LoseDispute", disputeId: "d" },
      "/disputeId dispute_state_conflict: dispute `d` is won and cannot be lost",
    ],
    [
      [dispute, { _tag: "LoseDispute", disputeId: "d" }],
      { _tag: "WinDispute", disputeId: "d" },
      "/disputeId dispute_state_conflict: dispute `d` is lost and cannot be won",
    ],
    [[], adopt(0), "/amount amount_not_positive: expected an amount above 0"],
    [
      [adopt(5)],
      adopt(6),
      "/refundId refund_conflict: refund `x` is known with other content: use a new id, or ask the same again",
    ],
    [
      [adopt(Number.MAX_SAFE_INTEGER)],
      dispute,
      "/amount sum_too_large: all claims together would pass 9007199254740991",
    ],
    [[], of("SetMetadata", { metadata: {} }), "/refundId refund_not_found: this payment has no refund `r`"],
  ])("after %j: %j", (history, command, said) => {
    expect(events(history, command)).toEqual([said])
  })

  it("also of a payment that is no longer captured, and of the last free place for metadata", () => {
    const review = opened(reviewed)
    const failed = { ...review, payment: { ...review.payment, status: "failed" as const } }
    const refused = handle(failed, of("Approve", { at }) as never)
    expect(refused).toMatchObject({
      ok: false,
      faults: [{ code: "payment_not_refundable", message: "the payment is failed, not captured" }],
    })
    const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]))
    expect(
      events([request("r", {}, { metadata: { a: "1" } })], of("SetMetadata", { metadata: pairs(49) })),
    ).toMatchObject([{ _tag: "RefundMetadataSet" }])
    expect(events([request("r", {}, { metadata: { a: "1" } })], of("SetMetadata", { metadata: pairs(50) }))).toEqual([
      "/metadata too_many: expected at most 50 keys once merged",
    ])
  })
})
