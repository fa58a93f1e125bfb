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
        routes: [create(businessOf), list(businessOf), retrieve(businessOf), lineItems],
        says,
      },
      waitMs,
    ),
  )
