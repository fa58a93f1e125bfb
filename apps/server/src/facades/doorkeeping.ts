/** Lets clients of facades in by the same keys, the same mode and the same rates as the native interface. */
import { Doorkeeper } from "@refund-rules/provider-kit"
import { Effect, Layer } from "effect"
import { Access, actorOf } from "../access/Access.ts"
import { RateLimits } from "../access/buckets.ts"

/** The doorkeeper of this server. */
export const doorkeeping = (mode: "test" | "live") =>
  Layer.effect(
    Doorkeeper,
    Effect.gen(function* () {
      const access = yield* Access
      const limits = yield* RateLimits
      return Doorkeeper.of({
        admit: (secret) =>
          Effect.map(access.holder(secret), (holder) => {
            if (holder === undefined || holder.scope.mode !== mode) return undefined
            const { id, ratePerSecond, scope, scopes } = holder
            if (ratePerSecond !== undefined && limits(id, ratePerSecond, performance.now()) > 0) return "too many"
            return {
              caller: { scope, actor: actorOf(holder) },
              keyId: id,
              scopes,
            }
          }),
      })
    }),
  )
