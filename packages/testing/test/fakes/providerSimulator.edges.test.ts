import { handle, evolve, openLedger, parsePayment } from "@refund-rules/core"
import type { Sending } from "@refund-rules/engine"
import { providerSimulator, simulatedGateway, testClock } from "@refund-rules/testing"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"

const sending = (): Sending => {
  const parsed = parsePayment({ id: "p", provider: "sandbox", references: {}, currency: "EUR", captured: 1000 })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const opened = openLedger(parsed.value)
  const at = "2026-01-01T00:00:00.000Z"
  const asked = handle(opened, { _tag: "Request", refundId: "r1", ask: { amount: 400 }, at })
  const ledger = asked.ok ? asked.value.reduce(evolve, opened) : opened
  return { payment: { ...ledger.payment, id: "p" }, refund: ledger.refunds[0]!, key: "k", attempt: 1 }
}

describe("a simulated provider with a clock", () => {
  it("answers late on the clock of Effect, and not a millisecond before; the money has moved meanwhile", async () => {
    const { gateway, provider } = simulatedGateway()
    provider.next({ does: "succeed", answersAfter: 30_000 })
    const program = Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(gateway.send(sending()))
      yield* TestClock.adjust(29_999)
      const early = [fiber.pollUnsafe(), provider.movements().length]
      yield* TestClock.adjust(1)
      return [early, (yield* Fiber.join(fiber))._tag]
    })
    expect(await Effect.runPromise(Effect.provide(program, TestClock.layer()))).toEqual([
      [undefined, 1],
      "Acknowledged",
    ])
  })

  it("is given up by whoever waits less, and its late answer is lost", async () => {
    const { gateway, provider } = simulatedGateway()
    provider.next({ does: "succeed", answersAfter: 30_000 })
    const program = Effect.gen(function* () {
      const patient = Effect.timeoutOption(gateway.send(sending()), 10_000)
      const fiber = yield* Effect.forkChild(patient)
      yield* TestClock.adjust(10_000)
      return [(yield* Fiber.join(fiber))._tag, yield* gateway.find(sending())]
    })
    expect(await Effect.runPromise(Effect.provide(program, TestClock.layer()))).toMatchObject([
      "None",
      { status: "succeeded", amount: 400 },
    ])
  })

  it("tells its facts late, those of a later call before those of an earlier one", () => {
    const clock = testClock()
    const provider = providerSimulator(1, clock.milliseconds)
    provider.next({ does: "pending", tellsAfter: 5000 }, { does: "succeed", tellsAfter: 1000 })
    provider.refund("first", 1, "EUR")
    provider.refund("second", 2, "EUR")
    const told = () => [...new Set(provider.facts().map((one) => `${one.providerRefundId} ${one.status}`))].toSorted()
    expect(told()).toEqual([])
    clock.move(1)
    expect(told()).toEqual(["re_2 succeeded"])
    clock.move(4)
    expect(told()).toEqual(["re_1 pending", "re_2 succeeded"])
    clock.move(5)
    expect(told()).toEqual(["re_1 pending", "re_1 succeeded", "re_2 succeeded"])
  })

  it.each([1, 2, 3])("tells the same in the same order, and some of it twice, for seed %i", (seed) => {
    const life = () => {
      const provider = providerSimulator(seed)
      provider.next("pending", "pending", "pending")
      for (const key of ["a", "b", "c"]) provider.refund(key, 1, "EUR")
      return provider.facts().map(({ providerRefundId, status }) => `${providerRefundId} ${status}`)
    }
    expect(life()).toEqual(life())
    expect(new Set(life()).size).toBe(6)
    expect(life().length).toBeGreaterThan(6)
  })
})
