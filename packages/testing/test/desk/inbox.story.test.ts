/** What providers tell unasked: kept before it is understood, applied once, and joined to what comes after it. */
import type { Notice, Telling } from "@refund-rules/engine"
import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { alice, keyOf, type Opening, openTestDesk, paid, scope } from "./bench.ts"
import { scripted } from "./scripted.ts"

const named = { references: { order: "o1" } }

const telling = (id: string, fact: Partial<Telling["fact"]> = {}, given: Partial<Telling> = {}): Notice => ({
  provider: "sandbox",
  id,
  type: "refund.updated",
  tells: {
    ...named,
    fact: { providerRefundId: "re_1", status: "succeeded", amount: 6000, currency: "EUR", ...fact },
    ...given,
  },
})

const ours = { refundId: "ref_1" }

const opened = async (opening: Opening = {}) => {
  const desk = await openTestDesk(opening)
  const take = (notice: Notice) => Effect.runPromise(desk.inbox.take(scope, notice))
  const again = (seconds: number): Promise<number> => {
    desk.clock.move(seconds)
    return Effect.runPromise(desk.inbox.round)
  }
  const incidents = async () => {
    const { items } = await Effect.runPromise(desk.memory.records.incidents(scope, {}, { limit: 20 }))
    return items.toReversed().map(({ kind, status }) => `${kind} ${status}`)
  }
  return { ...desk, take, again, incidents }
}

/** A refund that was sent, and of which nobody knows what came. */
const inDoubt = async () => {
  const { gateway } = scripted([{ _tag: "Unknown", cause: "reset" }], {}, "unknown")
  const desk = await opened({ gateway })
  await desk.ask.registerPayment(alice, paid(named))
  await desk.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  await desk.round()
  return desk
}

describe("a notice", () => {
  it("settles a refund whose answer was lost, once, however often it comes", async () => {
    const { ask, incidents, take } = await inDoubt()
    expect(await take(telling("e1", {}, ours))).toBe("taken")
    expect(await take(telling("e1", {}, ours))).toBe("taken before")
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded", providerRefundId: "re_1" })
    expect((await ask.events(alice, { paymentId: "p1" }, 20)).map(({ event }) => event._tag)).toEqual([
      "RefundRequested",
      "RefundSubmitted",
      "RefundUnknown",
      "RefundSucceeded",
    ])
    expect(await incidents()).toEqual([])
  })

  it("of a refund that an operator called failed, by a name nobody told, is adopted, and a person is told which it may be", async () => {
    const desk = await inDoubt()
    await desk.ask.resolve(alice, { refundId: "ref_1", outcome: "failed", reason: "not in the dashboard" })
    expect(await desk.take(telling("e1"))).toBe("taken")
    const { items } = await Effect.runPromise(desk.memory.records.incidents(scope, {}, { limit: 20 }))
    const [adopted] = items.filter(({ kind }) => kind === "refunded_outside")
    expect(adopted?.detail).toContain("it may be refund `ref_1`, which is failed here")
    expect((await desk.ask.payment(alice, "p1")).balance).toMatchObject({ refunded: 6000, remaining: 4000 })
  })

  it("of a refund that an operator called failed, where nobody can be asked, is told to a person", async () => {
    const { gateway } = scripted([{ _tag: "Unknown", cause: "reset" }], { lookUp: "none" })
    const desk = await opened({ gateway })
    await desk.ask.registerPayment(alice, paid(named))
    await desk.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await desk.round()
    await desk.ask.resolve(alice, { refundId: "ref_1", outcome: "failed", reason: "not in the dashboard" })
    expect(await desk.take(telling("e1", {}, ours))).toBe("taken")
    await desk.round()
    expect(await desk.incidents()).toContain("answer_mismatch open")
    expect(await desk.round()).toBe(0)
  })

  it("of another amount changes nothing, and is told of once, however often it comes", async () => {
    const { again, ask, incidents, take } = await inDoubt()
    expect(await take(telling("e1", { amount: 6001 }, ours))).toBe("contradicted")
    expect(await take(telling("e1", { amount: 6001 }, ours))).toBe("taken before")
    expect(await again(3600)).toBe(0)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "unknown" })
    expect(await incidents()).toEqual(["answer_mismatch open"])
  })

  it("that a refund waits leaves somebody to ask after it, also where the answer was lost", async () => {
    const found = { providerRefundId: "re_1", status: "succeeded", amount: 6000, currency: "EUR" } as const
    const { gateway, looks } = scripted([{ _tag: "Unknown", cause: "reset" }], {}, found)
    const { ask, clock, round, take } = await opened({ gateway })
    await ask.registerPayment(alice, paid(named))
    await ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
    await round()
    await take(telling("e1", { status: "pending" }, ours))
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "pending" })
    clock.move(61)
    await round()
    expect(looks.length).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded" })
  })

  it("that tells nothing we keep is known again, and nothing else", async () => {
    const { again, incidents, take } = await opened()
    const nothing = { provider: "sandbox", id: "e1", type: "customer.updated" }
    expect([await take(nothing), await take(nothing), await again(61)]).toEqual(["of no interest", "of no interest", 0])
    expect(await incidents()).toEqual([])
  })
})

describe("a notice about a payment nobody registered", () => {
  it("waits with an incident, and is joined the moment the payment is registered", async () => {
    const { again, ask, incidents, take } = await opened()
    expect(await take(telling("e1"))).toBe("of an unknown payment")
    expect(await take(telling("e1"))).toBe("of an unknown payment")
    expect(await again(61)).toBe(1)
    expect(await incidents()).toEqual(["orphan_webhook open"])
    const { payment } = await ask.registerPayment(alice, paid(named))
    expect(payment.balance).toMatchObject({ refunded: 6000, refundable: 4000 })
    expect(await incidents()).toEqual(["orphan_webhook resolved", "refunded_outside open"])
    expect([await take(telling("e1")), await again(3600)]).toEqual(["taken before", 0])
  })

  it("is joined within a minute where the payment came with many others", async () => {
    const { again, ask, desk, take } = await opened()
    await take(telling("e1"))
    await Effect.runPromise(Stream.runDrain(desk.importPayments(alice, Stream.make(paid(named)))))
    expect(await again(60)).toBe(1)
    expect((await ask.payment(alice, "p1")).balance).toMatchObject({ refunded: 6000 })
  })

  it("of another merchant or mode stays where it is", async () => {
    const { ask, inbox } = await opened()
    await Effect.runPromise(inbox.take({ merchant: "rival", mode: "test" }, telling("e1")))
    await Effect.runPromise(inbox.take({ merchant: "shop", mode: "live" }, telling("e1")))
    const { payment } = await ask.registerPayment(alice, paid(named))
    expect(payment.balance).toMatchObject({ refunded: 0 })
  })
})

describe("a notice that may be about the refund on its way", () => {
  it("waits until that has its name, and then is about it", async () => {
    const { again, ask, incidents, take } = await inDoubt()
    expect(await take(telling("e1"))).toBe("early")
    expect(await again(60)).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "unknown" })
    expect(await take(telling("e2", { status: "pending" }, ours))).toBe("taken")
    expect(await again(60)).toBe(1)
    expect(await ask.refund(alice, "ref_1")).toMatchObject({ status: "succeeded" })
    expect(await incidents()).toEqual([])
    expect(await again(3600)).toBe(0)
  })

  it("waits until that has another, and then is adopted, beyond the balance too", async () => {
    const { again, ask, incidents, take } = await inDoubt()
    expect(await take(telling("e1", { providerRefundId: "re_9" }))).toBe("early")
    expect(await take(telling("e2", {}, ours))).toBe("taken")
    await again(60)
    expect((await ask.payment(alice, "p1")).balance).toMatchObject({ refunded: 12_000, excess: 2000, refundable: 0 })
    expect(await incidents()).toEqual(["refunded_outside open"])
  })

  it("is told of after a quarter of an hour, once, and no longer when it is known", async () => {
    const { again, incidents, take } = await inDoubt()
    await take(telling("e1"))
    for (let minute = 0; minute < 14; minute++) await again(60)
    expect(await incidents()).not.toContain("orphan_webhook open")
    for (let minute = 0; minute < 5; minute++) await again(60)
    expect((await incidents()).filter((one) => one === "orphan_webhook open")).toHaveLength(1)
    await take(telling("e2", {}, ours))
    await again(60)
    expect(await incidents()).toContain("orphan_webhook resolved")
  })
})
