/**
 * Answers as WooshPay does: create and retrieve refunds, for unchanged WooshPay clients.
 *
 * @since 0.1.0
 */
import { type FacadeCall, facadeWith, headerOf, secretOf } from "@refund-rules/provider-kit"
import { create, retrieve } from "./facade/refunds.ts"
import { says } from "./facade/says.ts"

/**
 * How the facade answers.
 *
 * @since 0.1.0
 */
export interface WooshpayFacadeSettings {
  /** How long an answer waits for the provider; 2000 unless set. */
  readonly waitMs?: number
}

/**
 * The facade over a desk. A client sends the key of a desk's API as the user name of HTTP Basic, with an empty password.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper } from "@refund-rules/provider-kit"
 * import { wooshpayFacade } from "@refund-rules/provider-wooshpay"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const facade = await Effect.runPromise(Effect.provide(wooshpayFacade(), Layer.merge(desk, shut)))
 * const call = { method: "GET", path: "/v1/refunds/re_1", query: "", body: "" }
 * const wrong = { ...call, headers: { authorization: `Basic ${btoa("sk_nobody:")}` } }
 *
 * ;(await Effect.runPromise(facade.respond(wrong))).status // => 401
 * ```
 *
 * @since 0.1.0
 */
export const wooshpayFacade = ({ waitMs = 2000 }: WooshpayFacadeSettings = {}) =>
  facadeWith({ provider: "wooshpay", secretIn, routes: [create, retrieve], says }, waitMs)

/** The user of HTTP Basic whose password is empty; nobody else. */
const secretIn = (call: FacadeCall): string | undefined => {
  const authorization = headerOf(call, "authorization") ?? ""
  if (!/^basic /i.test(authorization)) return undefined
  const secret = secretOf(authorization)
  return secret !== undefined && encoded(authorization) === btoa(`${secret}:`) ? secret : undefined
}

const encoded = (authorization: string): string => authorization.slice(authorization.lastIndexOf(" ") + 1)
