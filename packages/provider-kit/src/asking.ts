/** Asks the desk once per key of a client, and waits while the first request under the key is under way. */
import type { OnceKey } from "@refund-rules/engine"
import { Effect } from "effect"
import { fingerprintOf } from "./signature.ts"

/**
 * What a client's key stands for at a door: the content it first came with. Who sent no key repeats nothing, and a name
 * nobody knows stands in for it.
 *
 * @example
 * ```ts
 * import { onceOf } from "@refund-rules/provider-kit"
 * import { Effect } from "effect"
 *
 * const once = await Effect.runPromise(onceOf("loop", "k1", { amount: 1 }))
 * once.key // => "k1"
 * ```
 *
 * @since 0.1.0
 */
export const onceOf = (door: string, key: string | undefined, content: unknown): Effect.Effect<OnceKey> =>
  key === undefined
    ? Effect.sync(() => ({ door, key: `unkeyed ${crypto.randomUUID()}`, fingerprint: "" }))
    : Effect.map(
        Effect.promise(() => fingerprintOf(JSON.stringify(content))),
        (fingerprint) => ({ door, key, fingerprint }),
      )

/**
 * Asks again while the first request under the same key is under way, for as long as somebody has the patience.
 *
 * @example
 * ```ts
 * import { patiently } from "@refund-rules/provider-kit"
 * import { Effect } from "effect"
 *
 * let asked = 0
 * const asking = Effect.suspend(() => (++asked < 3 ? Effect.fail({ _tag: "KeyInFlight" }) : Effect.succeed("done")))
 * await Effect.runPromise(patiently(asking, 1000)) // => "done"
 * ```
 *
 * @since 0.1.0
 */
export const patiently = <A, E extends { readonly _tag: string }>(
  asking: Effect.Effect<A, E>,
  waitMs: number,
): Effect.Effect<A, E> =>
  asking.pipe(
    Effect.catchIf(
      (error) => error._tag === "KeyInFlight" && waitMs > 0,
      () => Effect.delay(patiently(asking, waitMs - LITTLE), LITTLE),
    ),
  )

const LITTLE = 20
