/**
 * The same client for Effect: every method gives an effect that fails with a `ClientError`, and stops when interrupted.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import type { Client } from "./Client.ts"
import { connectionOf, type ConnectOptions } from "./connect.ts"
import type { ClientError } from "./errors.ts"
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
      // `send` rejects with nothing else while nobody aborts, and an interrupted effect asks for no reason.
      const failure = (cause: unknown): ClientError => cause as ClientError
      return methodsOf((question) =>
        Effect.tryPromise({ try: (signal) => send(to, { ...question, signal }), catch: failure }),
      ) as EffectClient
    })
}
