/** A payment that its provider knew first: whatever fails on the way, what was refunded of it there counts before anything more is. */
import { type FetchedPayment, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { paymentNamed } from "@refund-rules/provider-kit"
import { type CommitFailure, memoryDesk, simulatedGateway } from "@refund-rules/testing"
import { Effect, Layer, References } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const scope = { merchant: "shop", mode: "test" } as const
const caller = { scope, actor: { id: "clerk" } }
const references = { pier: "pay_1" }

/** 60.00 of 100.00 came back there, and 10.00 are on their way. */
const fetched = (status: "captured" | "pending"): FetchedPayment => ({
  payment: { provider: "pier", references, currency: "EUR", captured: 10_000, status } as never,
  refunds: [
    { providerRefundId: "re_1", status: "succeeded", amount: 6000, currency: "EUR" },
    { providerRefundId: "re_2", status: "pending", amount: 1000, currency: "EUR" },
    { providerRefundId: "re_3", status: "failed", amount: 10_000, currency: "EUR" },
  ],
})

type Step = readonly [does: "ask" | "name" | "name before it is captured", fails: CommitFailure | "nothing"]

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom("ask", "name", "name before it is captured"),
    fc.constantFrom("nothing", "before commit", "after commit"),
  ),
  { minLength: 2, maxLength: 8 },
)

/** Lives the steps, one after the other or all at once; what is left is told once everything works. */
const live = async (life: readonly Step[], isAtOnce: boolean) => {
  const memory = memoryDesk(Date.now)
  let status: "captured" | "pending" = "captured"
  const fetchPayment = () => Effect.delay(Effect.succeed(fetched(status)), 0)
  const gateways = Gateways.of({ of: () => ({ ...simulatedGateway().gateway, provider: "pier", fetchPayment }) })
  const layer = RefundDesk.layer().pipe(
    Layer.provide([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, gateways)]),
    Layer.provide(memory.layer),
  )
  const living = Effect.gen(function* () {
    const places = { desk: yield* RefundDesk, gateways, records: memory.records, store: memory.store }
    const name = paymentNamed(places, { scope }, "pier", references)
    const step = ([does, fails]: Step, index: number) =>
      Effect.gen(function* () {
        if (fails !== "nothing") memory.failNext(fails)
        status = does === "name before it is captured" ? "pending" : "captured"
        if (does !== "ask") return yield* Effect.ignore(name)
        const paymentId = yield* memory.records.paymentNamed(scope, "pier", references)
        if (paymentId === undefined) return undefined
        const key = { door: "test", key: `k${index}`, fingerprint: "" }
        return yield* Effect.ignore(places.desk.request(caller, { key, paymentId, ask: { amount: 2000 } }))
      })
    yield* Effect.forEach(life, step, { concurrency: isAtOnce ? "unbounded" : 1, discard: true })
    status = "captured"
    // Whatever failure is left over hits a try, and not the last one.
    for (const _ of life) yield* Effect.ignore(name)
    const id = yield* name
    return yield* memory.store.read(scope, id!)
  })
  return Effect.runPromise(Effect.provideService(Effect.provide(living, layer), References.MinimumLogLevel, "None"))
}

describe("a payment that nobody registered", () => {
  it.each([
    ["one after the other", false],
    ["at once", true],
  ])("is never there without what was refunded of it, whatever fails and whoever asks, %s", async (_, isAtOnce) => {
    await fc.assert(
      fc.asyncProperty(steps, async (life) => {
        const { payment, refunds } = await live(life, isAtOnce)
        const theirs = refunds.filter(({ providerRefundId }) => providerRefundId !== undefined)
        const ours = refunds.filter(({ providerRefundId }) => providerRefundId === undefined)
        expect(theirs.map((one) => [one.providerRefundId, one.status, one.claim.paid])).toEqual([
          ["re_1", "succeeded", 6000],
          ["re_2", "pending", 1000],
        ])
        expect(payment.status).toBe("captured")
        expect(ours.length).toBeLessThanOrEqual(1)
        // What the provider knew came first.
        expect(refunds.slice(0, 2)).toEqual(theirs)
      }),
      { numRuns: 60 },
    )
  })
})
