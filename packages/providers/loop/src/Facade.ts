/**
 * Answers as Loop does: refunds by charge and by payment, their list, and a payment.
 *
 * @since 0.1.0
 */
import { type FacadeSettings, facadeWith, headerOf, secretOf } from "@refund-rules/provider-kit"
import { createByCharge, createByPayment } from "./facade/create.ts"
import { list, payment } from "./facade/read.ts"
import { says, saysAllowed } from "./facade/says.ts"

/**
 * The facade over a desk. A client sends the key of a desk's API as its access token.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper } from "@refund-rules/provider-kit"
 * import { loopFacade } from "@refund-rules/provider-loop"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const facade = await Effect.runPromise(Effect.provide(loopFacade({ waitMs: 0 }), Layer.merge(desk, shut)))
 * const call = { method: "GET", path: "/v1/admin/refunds", query: "", body: "" }
 * const wrong = { ...call, headers: { authorization: "Bearer nobody" } }
 *
 * ;(await Effect.runPromise(facade.respond(wrong))).status // => 401
 * ```
 *
 * @since 0.1.0
 */
export const loopFacade = ({ waitMs }: FacadeSettings) =>
  facadeWith(
    {
      provider: "loop",
      secretIn: (call) => secretOf(headerOf(call, "authorization")),
      routes: [createByCharge, createByPayment, list, payment],
      says,
      saysAllowed,
    },
    waitMs,
  )
