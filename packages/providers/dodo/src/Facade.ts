/**
 * Answers as Dodo does: create, retrieve and list refunds, and tell what can be refunded, for unchanged Dodo clients.
 *
 * @since 0.1.0
 */
import { facadeWith, headerOf, secretOf } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { businesses } from "./facade/business.ts"
import { create } from "./facade/create.ts"
import { lineItems, list, retrieve } from "./facade/read.ts"
import { rememberAttempts } from "./facade/repeated.ts"
import { says } from "./facade/says.ts"

/**
 * How the facade answers.
 *
 * @since 0.1.0
 */
export interface DodoFacadeSettings {
  /** How long an answer waits for the provider; 2000 unless set. */
  readonly waitMs?: number
}

/**
 * The facade over a desk. A client sends the key of a desk's API as Dodo's; what it may do there it may do here.
 *
 * @example
 * ```ts
 * import { Awaiting, Gateways, Keyring, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
 * import { Doorkeeper } from "@refund-rules/provider-kit"
 * import { dodoFacade } from "@refund-rules/provider-dodo"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const shut = Layer.succeed(Doorkeeper, { admit: () => Effect.sync(() => undefined) })
 * const nobody = Layer.succeed(Keyring, { merchant: () => Effect.undefined } as never)
 * const desk = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
 *   Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
 *   Layer.provideMerge(memoryDesk().layer),
 * )
 * const facade = await Effect.runPromise(Effect.provide(dodoFacade(), Layer.mergeAll(desk, shut, nobody)))
 * const call = { method: "GET", path: "/refunds", query: "", body: "" }
 * const wrong = { ...call, headers: { authorization: "Bearer nobody" } }
 *
 * ;(await Effect.runPromise(facade.respond(wrong))).body // => { code: "UNAUTHORIZED", ... }
 * ```
 *
 * @since 0.1.0
 */
export const dodoFacade = ({ waitMs = 2000 }: DodoFacadeSettings = {}) =>
  Effect.flatMap(businesses, (businessOf) =>
    facadeWith(
      {
        provider: "dodo",
        secretIn: (call) => {
          const authorization = headerOf(call, "authorization")
          return /^bearer /i.test(authorization ?? "") ? secretOf(authorization) : undefined
        },
        routes: [create(businessOf, rememberAttempts()), list(businessOf), retrieve(businessOf), lineItems],
        says,
      },
      waitMs,
    ),
  )
