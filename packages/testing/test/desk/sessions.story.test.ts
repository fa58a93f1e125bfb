/** Sessions: holds with an end, executed once or never, and never open again after their end. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { alice, failure, keyOf, openTestDesk, paid, policyOf, publish, reviewAbove } from "./bench.ts"

const END = "2026-01-01T01:00:00.000Z"

const withSession = async (given: object = {}) => {
  const opened = await openTestDesk()
  await opened.ask.registerPayment(alice, paid())
  const input = { key: keyOf("s"), paymentId: "p1", ask: { amount: 6000 }, expiresAt: END, ...given }
  return { ...opened, answer: await opened.ask.openSession(alice, input) }
}

describe("a session", () => {
  it("holds its money until it is executed, and then as a refund", async () => {
    const { answer, ask, round } = await withSession({ metadata: { order: "o-1" } })
    expect(answer).toMatchObject({ answer: { _tag: "Opened", session: { id: "ses_1", status: "open", amount: 6000 } } })
    expect((await ask.payment(alice, "p1")).balance.held).toBe(6000)
    const executed = await ask.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" })
    expect(executed).toMatchObject({
      replayed: false,
      answer: { refund: { id: "ref_1", status: "accepted", metadata: { order: "o-1" } } },
    })
    expect(await ask.session(alice, "ses_1")).toMatchObject({ status: "executed", refundId: "ref_1" })
    expect(await round()).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded", verdict: "Approve" })
  })

  it("passes on by which policy it was decided, whatever is published before it is executed", async () => {
    const opened = await openTestDesk()
    const { ask } = opened
    await ask.registerPayment(alice, paid())
    await publish(opened, policyOf([reviewAbove(9000)]))
    await ask.openSession(alice, { key: keyOf("s"), paymentId: "p1", ask: { amount: 6000 } })
    await publish(opened, policyOf([reviewAbove(5000)]))
    const executed = await ask.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" })
    expect(executed).toMatchObject({
      answer: { refund: { policy: { id: "default", version: 1 }, verdict: "Approve" } },
    })
    expect((await ask.refund(alice, "ref_1")).policy).toMatchObject({ id: "default", version: 1 })
  })

  it("is executed once: the same key hears it again, another is told", async () => {
    const { ask, desk } = await withSession()
    const first = await ask.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" })
    expect(await ask.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" })).toEqual({
      ...first,
      replayed: true,
    })
    expect(await failure(desk.executeSession(alice, { key: keyOf("f"), sessionId: "ses_1" }))).toBe(
      "Conflict session_state_conflict",
    )
  })

  it("is opened again under its key as it was, also when it is over", async () => {
    const { answer, ask, clock } = await withSession()
    clock.move(7200)
    const input = { key: keyOf("s"), paymentId: "p1", ask: { amount: 6000 }, expiresAt: END }
    expect(await ask.openSession(alice, input)).toEqual({ ...answer, replayed: true })
  })

  it("is over at its end, not a moment before, and stays over when the clock goes back", async () => {
    const { ask, clock, desk } = await withSession()
    clock.move(3600 - 0.001)
    expect(await ask.session(alice, "ses_1")).toMatchObject({ status: "open" })
    clock.move(0.001)
    expect(await ask.session(alice, "ses_1")).toMatchObject({ status: "expired" })
    clock.move(-7200)
    expect(await failure(desk.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" }))).toBe(
      "Conflict session_expired",
    )
    expect((await ask.payment(alice, "p1")).balance.held).toBe(0)
  })

  it("that was told as expired is expired for a desk that begins with the clock set back", async () => {
    const { clock, desk, memory } = await withSession()
    clock.move(3600)
    expect(await failure(desk.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" }))).toBe(
      "Conflict session_expired",
    )
    clock.move(-3600)
    const again = await openTestDesk({ clock, memory, generation: "2_" })
    expect(await again.ask.session(alice, "ses_1")).toMatchObject({ status: "expired" })
  })

  it("is ended by the dispatcher when nobody looks", async () => {
    const { clock, memory, round } = await withSession()
    clock.move(3600)
    await round()
    const record = await Effect.runPromise(memory.records.session(alice.scope, "ses_1"))
    expect(record?.session.status).toBe("expired")
  })

  it("is canceled once and for all", async () => {
    const { ask, desk } = await withSession()
    expect(await ask.cancelSession(alice, "ses_1")).toMatchObject({ status: "canceled" })
    expect(await ask.cancelSession(alice, "ses_1")).toMatchObject({ status: "canceled" })
    expect(await failure(desk.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" }))).toBe(
      "Conflict session_state_conflict",
    )
    expect(await failure(desk.cancelSession(alice, "ses_9"))).toBe("NotFound session")
  })

  it("lives a month unless it says less, and never more", async () => {
    const { ask, desk } = await openTestDesk()
    await ask.registerPayment(alice, paid())
    const input = { paymentId: "p1", ask: { amount: 1 } }
    const opened = await ask.openSession(alice, { ...input, key: keyOf("a") })
    expect(opened).toMatchObject({ answer: { session: { expiresAt: "2026-01-31T00:00:00.000Z" } } })
    const longer = { ...input, key: keyOf("b"), expiresAt: "2026-01-31T00:00:00.001Z" }
    expect(await failure(desk.openSession(alice, longer))).toBe("Invalid session_too_long")
    const over = { ...input, key: keyOf("b"), expiresAt: "2026-01-01T00:00:00.000Z" }
    expect(await failure(desk.openSession(alice, over))).toBe("Invalid session_expired")
    const unread = { ...input, key: keyOf("b"), expiresAt: "soon" }
    expect(await failure(desk.openSession(alice, unread))).toBe("Invalid not_an_instant")
    const { replayed } = await ask.openSession(alice, { ...input, key: keyOf("b") })
    expect(replayed).toBe(false)
  })

  it("is refused where somebody would have to look first", async () => {
    const opened = await openTestDesk()
    await opened.ask.registerPayment(alice, paid())
    await publish(opened, policyOf([reviewAbove(5000)]))
    const input = { key: keyOf("s"), paymentId: "p1", ask: { amount: 6000 } }
    expect(await opened.ask.openSession(alice, input)).toMatchObject({
      answer: { _tag: "Refused", code: "amount_above_limit", available: 10_000, requested: 6000 },
    })
  })

  it("whose money was taken from outside cannot be executed", async () => {
    const { ask, desk } = await withSession()
    await ask.recordDispute(alice, { paymentId: "p1", disputeId: "d1", amount: 5000, status: "open" })
    expect(await failure(desk.executeSession(alice, { key: keyOf("e"), sessionId: "ses_1" }))).toBe(
      "Conflict payment_disputed",
    )
  })
})
