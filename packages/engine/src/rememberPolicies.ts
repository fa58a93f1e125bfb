/** A policy book that is asked less often: what it said is kept for a moment, and dropped the instant somebody publishes. */
import { Clock, Effect, Layer } from "effect"
import { PolicyBook, type PolicyVersion } from "./ports/PolicyBook.ts"
import type { Scope } from "./ports/Scope.ts"

/** Answers that are kept; all go when there are more, which costs one more question each. */
const KEPT = 1000

/**
 * Put around a store's policy book, for the desk and for whoever publishes alike: a version published in this process is
 * in force at once, one published by another after so many seconds at the latest.
 *
 * @example
 * ```ts
 * import { PolicyBook, rememberPolicies } from "@refund-rules/engine"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect, Layer } from "effect"
 *
 * const book = rememberPolicies(1).pipe(Layer.provide(memoryDesk().layer))
 * const asking = Effect.flatMap(PolicyBook, ({ versions }) => versions({ merchant: "default", mode: "test" }, "default"))
 * await Effect.runPromise(Effect.provide(asking, book)) // => []
 * ```
 *
 * @since 0.1.0
 */
export const rememberPolicies = (seconds: number): Layer.Layer<PolicyBook, never, PolicyBook> =>
  Layer.effect(
    PolicyBook,
    Effect.gen(function* () {
      const book = yield* PolicyBook
      const kept = new Map<string, { readonly versions: readonly PolicyVersion[]; readonly until: bigint }>()
      let published = 0
      const versions = Effect.fnUntraced(function* (scope: Scope, id: string) {
        const place = placeOf(scope, id)
        const at = yield* Clock.monotonicTimeNanos
        const known = kept.get(place)
        if (known !== undefined && at < known.until) return known.versions
        const before = published
        const found = yield* book.versions(scope, id)
        if (kept.size >= KEPT) kept.clear()
        // What was read while somebody published may be from before it.
        if (before === published) kept.set(place, { versions: found, until: at + BigInt(Math.round(seconds * 1e9)) })
        return found
      })
      const forget = (scope: Scope, id: string) =>
        Effect.sync(() => {
          published += 1
          kept.delete(placeOf(scope, id))
        })
      return PolicyBook.of({
        versions,
        publish: (scope, policy, at, standing) =>
          Effect.ensuring(book.publish(scope, policy, at, standing), forget(scope, policy.id)),
        setStatus: (scope, of, standing, at) =>
          Effect.ensuring(book.setStatus(scope, of, standing, at), forget(scope, of.id)),
      })
    }),
  )

const placeOf = ({ merchant, mode }: Scope, id: string): string => JSON.stringify([merchant, mode, id])
