/**
 * The same client for Effect: every method gives an effect that fails with a `ClientError`, and stops when interrupted.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Stream } from "effect"
import type { Client } from "./Client.ts"
import { connectionOf, type ConnectOptions } from "./connect.ts"
import type { ClientError } from "./errors.ts"
import type { FeedEvent } from "./hear.ts"
import { listen as heard, type ListenOptions } from "./listen.ts"
import { methodsOf } from "./methodsOf.ts"
import { send } from "./send.ts"

type Effectful<Method> = Method extends (...all: infer All) => Promise<infer Answer>
  ? (...all: All) => Effect.Effect<Answer, ClientError>
  : never

/**
 * Every endpoint as a method that gives an effect.
 *
 * @since 0.1.0
 */
export type EffectClient = {
  readonly [Group in keyof Client]: { readonly [Name in keyof Client[Group]]: Effectful<Client[Group][Name]> }
}

/**
 * A refund-rules server as a service.
 *
 * @example
 * ```ts
 * import { RefundRules } from "@refund-rules/client/effect"
 * import { Effect } from "effect"
 *
 * const read = Effect.gen(function* () {
 *   const { refunds } = yield* RefundRules
 *   return yield* refunds.read("rf_1").pipe(Effect.catchTag("NoAnswer", () => Effect.succeed(undefined)))
 * }).pipe(Effect.provide(RefundRules.layer({ url: "http://127.0.0.1:1", key: "rr_test_key", attempts: 1 })))
 *
 * await Effect.runPromise(read) // => undefined
 * ```
 *
 * @since 0.1.0
 */
export class RefundRules extends Context.Service<RefundRules, EffectClient>()("@refund-rules/client/RefundRules") {
  static readonly layer = (options: ConnectOptions): Layer.Layer<RefundRules> =>
    Layer.sync(RefundRules, () => {
      const to = connectionOf(options)
      return methodsOf((question) =>
        Effect.tryPromise({ try: (signal) => send(to, { ...question, signal }), catch: failure }),
      ) as EffectClient
    })
}

/**
 * Every event once and in order, for as long as it is asked for: as `listen` of the other door, hung up on when interrupted.
 *
 * @example
 * ```ts
 * import { listen } from "@refund-rules/client/effect"
 * import { Effect, Stream } from "effect"
 *
 * const nobody = { url: "http://127.0.0.1:1", key: "rr_test_key", attempts: 1 }
 * const heard = listen(nobody, { from: "now" }).pipe(Stream.catchTag("NoAnswer", () => Stream.empty))
 *
 * await Effect.runPromise(Stream.runCollect(heard)) // => []
 * ```
 *
 * @since 0.1.0
 */
export const listen = (
  options: ConnectOptions,
  listening: Omit<ListenOptions, "signal"> = {},
): Stream.Stream<FeedEvent, ClientError> => {
  // Without it, who waits for the next event would be told of the end only when that comes.
  const stopping = Effect.acquireRelease(
    Effect.sync(() => new AbortController()),
    (stop) => Effect.sync(() => stop.abort()),
  )
  return Stream.unwrap(
    Effect.map(stopping, ({ signal }) => Stream.fromAsyncIterable(heard(options, { ...listening, signal }), failure)),
  )
}

/** Nothing else is rejected with while nobody aborts, and what is interrupted asks for no reason. */
const failure = (cause: unknown): ClientError => cause as ClientError
