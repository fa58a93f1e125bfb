import { Awaiting, type RefundView, Signals } from "@refund-rules/engine"
import { Context, Effect, Fiber, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { alice, failure, keyOf, openTestDesk, paid } from "./bench.ts"

const waiting = async (awaiting: typeof Awaiting.layer = Awaiting.layer) => {
  const opened = await openTestDesk()
  await opened.ask.registerPayment(alice, paid())
  await opened.ask.request(alice, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
  const layer = awaiting.pipe(Layer.provide(opened.memory.layer), Layer.provideMerge(Signals.layer))
  const services = await Effect.runPromise(Effect.scoped(Layer.build(layer)))
  const { settled } = Context.get(services, Awaiting)
  return { ...opened, settled, signals: Context.get(services, Signals) }
}

const milliseconds = async (waited: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await waited()
  return performance.now() - start
}

describe("waiting for a refund", () => {
  it("ends with its patience, and tells how it stands", async () => {
    const { settled } = await waiting()
    let refund: RefundView | undefined
    const waited = await milliseconds(async () => (refund = await Effect.runPromise(settled(alice, "ref_1", 0.2))))
    expect(refund?.status).toBe("accepted")
    expect(waited).toBeGreaterThan(190)
  })

  it("ends at the change it is told of", async () => {
    const { round, settled, signals } = await waiting()
    const fiber = Effect.runFork(settled(alice, "ref_1", 60))
    await round()
    const waited = await milliseconds(() => {
      signals.changed("p1")
      return Effect.runPromise(Fiber.join(fiber))
    })
    expect(waited).toBeLessThan(30_000)
    expect(await Effect.runPromise(settled(alice, "ref_1", 60))).toMatchObject({ status: "succeeded" })
  })

  it("finds what another process did a little later", async () => {
    const { round, settled } = await waiting()
    const fiber = Effect.runFork(settled(alice, "ref_1", 60))
    await round()
    expect(await Effect.runPromise(Fiber.join(fiber))).toMatchObject({ status: "succeeded" })
  })

  it("ends with the process, and tells how it stands", async () => {
    let isOver = false
    const { settled } = await waiting(Awaiting.layerUntil(Effect.sync(() => isOver)))
    const fiber = Effect.runFork(settled(alice, "ref_1", 60))
    await Effect.runPromise(Effect.sleep(50))
    isOver = true
    const waited = await milliseconds(() => Effect.runPromise(Fiber.join(fiber)))
    expect(waited).toBeLessThan(30_000)
    expect(await Effect.runPromise(Fiber.join(fiber))).toMatchObject({ status: "accepted" })
  })

  it("for one that is not there ends at once", async () => {
    const { settled } = await waiting()
    expect(await failure(settled(alice, "ref_9", 10))).toBe("NotFound refund")
  })
})
