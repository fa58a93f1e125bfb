/** The dispatcher as it runs by itself: through stores that fail and break, and to its end. */
import { type Caller, Dispatcher, Gateways, LedgerStore, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { type GatewayService, memoryDesk, simulatedGateway } from "@refund-rules/testing"
import { Context, Effect, Layer, References } from "effect"
import { describe, expect, it } from "vitest"
import { alice, keyOf, paid } from "./bench.ts"

const caller: Caller = alice

/** A desk with a running dispatcher, whose store breaks at the first leases. */
const running = (gateway: GatewayService, broken: number) => {
  const memory = memoryDesk(Date.now)
  let left = broken
  const store = LedgerStore.of({
    ...memory.store,
    lease: (worker, seconds, atMost) =>
      left-- > 0 ? Effect.die(new Error("the store broke")) : memory.store.lease(worker, seconds, atMost),
  })
  return Layer.mergeAll(RefundDesk.layer(), Dispatcher.running({ pollSeconds: 0.05, graceSeconds: 60 })).pipe(
    Layer.provide(SteadyClock.layer),
    Layer.provide(Layer.succeed(LedgerStore, store)),
    Layer.provideMerge([memory.layer, Signals.layer]),
    Layer.provide(Layer.succeed(Gateways, { of: () => gateway })),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "None")),
  )
}

const asked = Effect.gen(function* () {
  const { registerPayment, request } = yield* RefundDesk
  yield* registerPayment(caller, paid())
  yield* request(caller, { key: keyOf("k"), paymentId: "p1", ask: { amount: 6000 } })
})

const statusWhen = (wanted: string) =>
  Effect.gen(function* () {
    const { refunds } = yield* RefundDesk
    for (let look = 0; look < 3000; look++) {
      const { items } = yield* refunds(caller, {}, { limit: 1 })
      if (items[0]?.status === wanted) return wanted
      yield* Effect.sleep("20 millis")
    }
    return `never ${wanted}`
  })

describe("a running dispatcher", () => {
  it("goes on after a store that broke", async () => {
    const { gateway } = simulatedGateway()
    const program = Effect.andThen(asked, statusWhen("succeeded"))
    expect(await Effect.runPromise(Effect.provide(program, running(gateway, 3)))).toBe("succeeded")
  })

  it("finishes what it is sending before it ends", async () => {
    const { gateway, provider } = simulatedGateway()
    const slow: GatewayService = { ...gateway, send: (sending) => Effect.delay(gateway.send(sending), "300 millis") }
    const memory = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const services = yield* Layer.build(running(slow, 0))
          yield* Effect.provideContext(Effect.andThen(asked, statusWhen("submitting")), services)
          return Context.get(services, LedgerStore)
        }),
      ),
    )
    expect(provider.movements()).toHaveLength(1)
    const { refunds } = await Effect.runPromise(memory.read(caller.scope, "p1"))
    expect(refunds[0]?.status).toBe("succeeded")
  })
})
