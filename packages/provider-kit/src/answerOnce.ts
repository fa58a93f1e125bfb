/** Answers a change once per key where the desk itself keeps none: the first answer is kept, and given again. */
import type { LedgerStore, Once, OnceKey, PaymentNotFound, Scope, StoreUnavailable } from "@refund-rules/engine"
import { Data, Effect } from "effect"

/**
 * What a key came to: answered now, answered before, or a key that stands for something else.
 *
 * @since 0.1.0
 */
export type AnsweredOnce<A> =
  | { readonly _tag: "Answered"; readonly answer: A; readonly replayed: boolean }
  | { readonly _tag: "Reused" }
  | { readonly _tag: "InFlight" }

class Untold extends Data.TaggedError("Untold") {}

/**
 * Runs a change that is harmless to run twice, unless its key was answered before. The answer is plain JSON. A crash
 * between the change and its keeping lets a repeated request run again, which is why the change must bear that.
 *
 * @example
 * ```ts
 * import { answerOnce } from "@refund-rules/provider-kit"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect } from "effect"
 *
 * const scope = { merchant: "shop", mode: "test" } as const
 * const key = { door: "stripe", key: "k1", fingerprint: "" }
 * const answering = answerOnce(memoryDesk().store, scope, key, "nobody", Effect.succeed("done"))
 * ;(await Effect.runPromise(Effect.flip(answering)))._tag // => "PaymentNotFound"
 * ```
 *
 * @since 0.1.0
 */
export const answerOnce = <A, E>(
  store: (typeof LedgerStore)["Service"],
  scope: Scope,
  key: OnceKey,
  paymentId: string,
  change: Effect.Effect<A, E>,
): Effect.Effect<AnsweredOnce<A>, E | PaymentNotFound | StoreUnavailable> => {
  // A judge that throws leaves nothing, and its key free: so a key can be looked at without taking it.
  const looked = Effect.catchDefect(
    store.changeOnce<A>(scope, key, paymentId, () => {
      throw new Untold()
    }),
    (defect) => (defect instanceof Untold ? Effect.succeed("untold" as const) : Effect.die(defect)),
  )
  return Effect.gen(function* () {
    const known = yield* looked
    if (known !== "untold" && known._tag !== "Forgotten") return told(known)
    const answer = yield* change
    if (known !== "untold") return { _tag: "Answered" as const, answer, replayed: true }
    return told(yield* store.changeOnce(scope, key, paymentId, () => ({ events: [], answer, subject: paymentId })))
  })
}

const told = <A>(once: Once<A>): AnsweredOnce<A> => {
  switch (once._tag) {
    case "Done":
      return { _tag: "Answered", answer: once.answer, replayed: false }
    case "Replayed":
      return { _tag: "Answered", answer: once.answer, replayed: true }
    case "Reused":
      return { _tag: "Reused" }
    case "InFlight":
    case "Forgotten":
      return { _tag: "InFlight" }
  }
}

/**
 * Tells whether a key stands for other content already, without taking it: a key is one key, whichever payment it is
 * used for.
 *
 * @example
 * ```ts
 * import { isKeyReused } from "@refund-rules/provider-kit"
 * import { memoryDesk } from "@refund-rules/testing"
 * import { Effect } from "effect"
 *
 * const scope = { merchant: "shop", mode: "test" } as const
 * const asking = isKeyReused(memoryDesk().store, scope, { door: "stripe", key: "k1", fingerprint: "" })
 * await Effect.runPromise(asking) // => false
 * ```
 *
 * @since 0.1.0
 */
export const isKeyReused = (
  store: (typeof LedgerStore)["Service"],
  scope: Scope,
  key: OnceKey,
): Effect.Effect<boolean, StoreUnavailable> =>
  store
    .changeOnce(scope, key, "", () => {
      throw new Untold()
    })
    .pipe(
      Effect.map(({ _tag }) => _tag === "Reused"),
      Effect.catchTag("PaymentNotFound", () => Effect.succeed(false)),
    )
