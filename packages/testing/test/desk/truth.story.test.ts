/** What the world says: facts only go forward, what nobody started is adopted, and what cannot be is told to somebody. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { alice, failure, keyOf, openTestDesk, paid, scope } from "./bench.ts"

const said = (given: object = {}) =>
  ({
    paymentId: "p1",
    refundId: "ref_1",
    providerRefundId: "re_7",
    status: "succeeded",
    amount: 6000,
    currency: "EUR",
    ...given,
  }) as const

const accepted = async () => {
  const opened = await openTestDesk()
  await opened.ask.registerPayment(alice, paid())
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  const alarms = async () => {
    const { items } = await Effect.runPromise(opened.memory.records.incidents(scope, {}, { limit: 10 }))
    return items.map(({ kind }) => kind)
  }
  return { ...opened, alarms }
}

describe("a provider's word", () => {
  it("moves a refund forward, never back, and says its own name for it", async () => {
    const { alarms, ask } = await accepted()
    expect(await ask.recordFact(alice, said({ status: "pending" }))).toMatchObject({
      status: "pending",
      providerRefundId: "re_7",
    })
    expect(await ask.recordFact(alice, said())).toMatchObject({ status: "succeeded" })
    expect(await ask.recordFact(alice, said())).toMatchObject({ status: "succeeded" })
    expect(await ask.recordFact(alice, said({ status: "pending" }))).toMatchObject({ status: "succeeded" })
    expect((await ask.events(alice, { paymentId: "p1" }, 10)).length).toBe(3)
    expect(await alarms()).toEqual([])
  })

  it("about another amount or currency is not believed, and somebody is told", async () => {
    const { alarms, ask } = await accepted()
    expect(await ask.recordFact(alice, said({ amount: 6001 }))).toMatchObject({ status: "accepted" })
    expect(await ask.recordFact(alice, said({ currency: "USD" }))).toMatchObject({ status: "accepted" })
    expect(await alarms()).toEqual(["answer_mismatch", "answer_mismatch"])
  })

  it("of a late failure gives back what was taken", async () => {
    const { alarms, ask } = await accepted()
    await ask.recordFact(alice, said())
    expect(await ask.recordFact(alice, said({ status: "failed" }))).toMatchObject({ status: "failed" })
    expect((await ask.payment(alice, "p1")).balance.refundable).toBe(10_000)
    expect(await alarms()).toEqual(["late_failure"])
  })

  it("of a success after the failure is believed only when it was just looked up", async () => {
    const { alarms, ask } = await accepted()
    await ask.recordFact(alice, said({ status: "failed" }))
    expect(await ask.recordFact(alice, said())).toMatchObject({ status: "failed" })
    expect(await alarms()).toEqual([])
    expect(await ask.recordFact(alice, said({ isFresh: true }))).toMatchObject({ status: "succeeded" })
    expect(await alarms()).toEqual(["answer_mismatch"])
  })

  it("that asks for a look-up gets one from the dispatcher", async () => {
    const looked = { providerRefundId: "re_7", status: "succeeded", amount: 6000, currency: "EUR" } as const
    const gateway = {
      provider: "sandbox",
      capabilities: {},
      keyed: true,
      lookUp: "by-key",
      send: () => Effect.succeed({ _tag: "Refused", code: "no" } as const),
      find: () => Effect.succeed(looked),
    } as const
    const { ask, round } = await openTestDesk({ gateway })
    await ask.registerPayment(alice, paid())
    await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await round()
    expect(await ask.recordFact(alice, said())).toMatchObject({ status: "failed" })
    expect(await round()).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded" })
  })

  it("about a refund nobody started adopts it, also beyond what remains, once", async () => {
    const { alarms, ask } = await accepted()
    const outside = said({ refundId: undefined, providerRefundId: "re_9", amount: 7000 })
    expect(await ask.recordFact(alice, outside)).toMatchObject({
      status: "succeeded",
      verdict: null,
      amount: 7000,
      requestedBy: null,
    })
    await ask.recordFact(alice, outside)
    expect((await ask.payment(alice, "p1")).balance).toMatchObject({ excess: 3000, refunded: 7000, remaining: 0 })
    expect(await alarms()).toEqual(["refunded_outside"])
  })

  it("that may be about the one on its way waits until that is known", async () => {
    const { alarms, ask, desk } = await openOnItsWay()
    const unnamed = said({ refundId: undefined, providerRefundId: "re_1" })
    expect(await failure(desk.recordFact(alice, unnamed))).toBe("NotFound refund")
    expect(await alarms()).not.toContain("refunded_outside")
    expect(await ask.recordFact(alice, said({ providerRefundId: "re_1" }))).toMatchObject({ status: "succeeded" })
    expect(await ask.recordFact(alice, unnamed)).toMatchObject({ id: "ref_1", status: "succeeded" })
  })

  it("about one nobody started that is not done holds it only where somebody just looked, and then until it ends", async () => {
    const { alarms, ask, desk } = await accepted()
    const outside = said({ refundId: undefined, providerRefundId: "re_9", amount: 3000, status: "pending" })
    expect(await failure(desk.recordFact(alice, outside))).toBe("NotFound refund")
    expect(await ask.recordFact(alice, { ...outside, isFresh: true })).toMatchObject({
      status: "pending",
      amount: 3000,
    })
    expect((await ask.payment(alice, "p1")).balance).toMatchObject({ held: 9000, refundable: 1000 })
    expect(await ask.recordFact(alice, { ...outside, status: "failed" })).toMatchObject({ status: "failed" })
    expect((await ask.payment(alice, "p1")).balance).toMatchObject({ held: 6000, refundable: 4000 })
    expect(await alarms()).toEqual(["refunded_outside"])
  })

  it("about what did not happen, nobody started, is kept as that: an older word of it pays nothing back", async () => {
    const { alarms, ask } = await accepted()
    const before = (await ask.payment(alice, "p1")).balance
    const nothing = said({ refundId: undefined, providerRefundId: "re_9", status: "failed" })
    expect(await ask.recordFact(alice, nothing)).toMatchObject({ status: "failed", providerRefundId: "re_9" })
    expect(await ask.recordFact(alice, { ...nothing, status: "succeeded" })).toMatchObject({ status: "failed" })
    expect((await ask.payment(alice, "p1")).balance).toEqual(before)
    expect(await alarms()).toEqual([])
  })
})

const openOnItsWay = async () => {
  const gateway = {
    provider: "sandbox",
    capabilities: {},
    keyed: true,
    lookUp: "by-key",
    send: () => Effect.succeed({ _tag: "Unknown", cause: "reset" } as const),
    find: () => Effect.succeed("unknown" as const),
  } as const
  const opened = await openTestDesk({ gateway })
  await opened.ask.registerPayment(alice, paid())
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  await opened.round()
  const alarms = async () => {
    const { items } = await Effect.runPromise(opened.memory.records.incidents(scope, {}, { limit: 10 }))
    return items.map(({ kind }) => kind)
  }
  return { ...opened, alarms }
}

describe("a dispute", () => {
  it("holds what it is about, gives it back when it is won, and consumes it when it is lost", async () => {
    const { ask } = await accepted()
    const dispute = { paymentId: "p1", disputeId: "d1", amount: 1000 }
    expect((await ask.recordDispute(alice, { ...dispute, status: "open" })).balance).toMatchObject({ disputed: 1000 })
    expect((await ask.recordDispute(alice, { ...dispute, status: "open" })).balance).toMatchObject({ disputed: 1000 })
    expect((await ask.recordDispute(alice, { ...dispute, status: "won" })).balance).toMatchObject({ disputed: 0 })
    const lost = { paymentId: "p1", disputeId: "d2", amount: 1000, status: "lost" } as const
    expect((await ask.recordDispute(alice, lost)).balance).toMatchObject({ disputed: 1000, refundable: 3000 })
  })

  it("beyond what remains is recorded, and somebody is told once", async () => {
    const { alarms, ask } = await accepted()
    const dispute = { paymentId: "p1", disputeId: "d1", amount: 10_000, status: "open" } as const
    expect((await ask.recordDispute(alice, dispute)).balance).toMatchObject({ excess: 6000, refundable: 0 })
    await ask.recordDispute(alice, dispute)
    expect(await alarms()).toEqual(["dispute_exceeds"])
  })

  it("of one payment cannot also be another's", async () => {
    const { ask, desk } = await accepted()
    await ask.registerPayment(alice, paid({ id: "p2", references: {} }))
    const dispute = { disputeId: "d1", amount: 1000, status: "open" } as const
    await ask.recordDispute(alice, { ...dispute, paymentId: "p1" })
    expect(await failure(desk.recordDispute(alice, { ...dispute, paymentId: "p2" }))).toBe("Conflict dispute_conflict")
  })

  it("of another amount than was said, or that ended otherwise, is a conflict", async () => {
    const { ask, desk } = await accepted()
    const dispute = { paymentId: "p1", disputeId: "d1", amount: 1000, status: "won" } as const
    await ask.recordDispute(alice, dispute)
    expect(await failure(desk.recordDispute(alice, { ...dispute, amount: 2 }))).toBe("Conflict dispute_conflict")
    expect(await failure(desk.recordDispute(alice, { ...dispute, status: "lost" }))).toBe(
      "Conflict dispute_state_conflict",
    )
    expect(await failure(desk.recordDispute(alice, { ...dispute, paymentId: "p9" }))).toBe("NotFound payment")
    expect(await failure(desk.recordDispute(alice, { ...dispute, amount: -1 }))).toMatch(/^Invalid/)
  })
})
