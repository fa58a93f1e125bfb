import { openLedger, parsePayment } from "@refund-rules/core"
import { type Judge, LedgerStore, PaymentNotFound, type Scope } from "@refund-rules/engine"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"

const scope: Scope = { merchant: "default", mode: "test" }

describe("the ports", () => {
  it("take an implementation of the embedder's own, and tell an absent payment by its error", async () => {
    const absent = Layer.succeed(LedgerStore, {
      open: (_, payment) => Effect.succeed({ ledger: openLedger(payment), isNew: true }),
      read: (_, paymentId) => Effect.fail(new PaymentNotFound({ paymentId, retry: "never" })),
      history: (_, paymentId) => Effect.fail(new PaymentNotFound({ paymentId, retry: "never" })),
      changeOnce: (_, _key, paymentId) => Effect.fail(new PaymentNotFound({ paymentId, retry: "never" })),
      lease: () => Effect.succeed([]),
      change: <A>(_: Scope, paymentId: string, _judge: Judge<A>) =>
        Effect.fail(new PaymentNotFound({ paymentId, retry: "never" })),
    })
    const parsed = parsePayment({ provider: "sandbox", references: {}, currency: "EUR", captured: 1 })
    if (!parsed.ok) throw new Error("the payment of this story is well formed")
    const program = Effect.gen(function* () {
      const store = yield* LedgerStore
      const { ledger } = yield* store.open(scope, { ...parsed.value, id: "p1" })
      const missing = yield* Effect.flip(store.read(scope, "p2"))
      return { version: ledger.version, missing: missing._tag }
    })
    expect(await Effect.runPromise(Effect.provide(program, absent))).toEqual({ version: 0, missing: "PaymentNotFound" })
  })
})
