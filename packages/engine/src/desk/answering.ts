/** How a change through the desk ends: failures by the desk's own names, answers under a key told from repeated ones. */
import { Effect, Result } from "effect"
import { KeyInFlight, KeyReused, NotFound } from "../errors.ts"
import { type Once, type OnceKey, PaymentNotFound, type StoreUnavailable } from "../ports/LedgerStore.ts"
import type { Answered } from "../RefundDeskShape.ts"
import type { Scope } from "../ports/Scope.ts"
import type { Ports } from "./Ports.ts"
import { DEFAULT_POLICY, type Rulebook } from "./Rulebook.ts"
import { OtherPolicy } from "./stops.ts"

/** The store's word for an absent payment becomes the desk's. */
export const orNotFound = <A, E, R>(
  reading: Effect.Effect<A, E, R>,
): Effect.Effect<A, Exclude<E, PaymentNotFound> | NotFound, R> =>
  Effect.mapError(reading, (error) =>
    error instanceof PaymentNotFound ? notFound("payment", error.paymentId) : (error as Exclude<E, PaymentNotFound>),
  )

export const notFound = (what: NotFound["what"], id: string): NotFound => new NotFound({ what, id, retry: "never" })

/** What a key came to; `current` tells what stands where the answer under it is no longer kept. */
export const answered = <A, C, E>(
  { key }: OnceKey,
  once: Once<A>,
  current: (subject: string) => Effect.Effect<C, E>,
): Effect.Effect<Answered<A, C>, E | KeyInFlight | KeyReused> => {
  switch (once._tag) {
    case "Done":
      return Effect.succeed({ replayed: false, answer: once.answer })
    case "Replayed":
      return Effect.succeed({ replayed: true, answer: once.answer })
    case "Forgotten":
      return Effect.map(current(once.subject), (value) => ({ replayed: true, answer: { _tag: "Current", value } }))
    case "Reused":
      return Effect.fail(new KeyReused({ key, retry: "never" }))
    case "InFlight":
      return Effect.fail(new KeyInFlight({ key, retry: "later" }))
  }
}

/** Runs with the rules of `default`, which are those of most payments, and again where the payment names others. */
export const withRules = <A, E>(
  { rulebooks }: Ports,
  scope: Scope,
  run: (rulebook: Rulebook) => Effect.Effect<A, E | OtherPolicy>,
): Effect.Effect<A, E | OtherPolicy | StoreUnavailable> => {
  const by = (id: string) => Effect.flatMap(rulebooks.of(scope, id), run)
  return Effect.flatMap(Effect.result(by(DEFAULT_POLICY)), (first) => {
    if (Result.isSuccess(first)) return Effect.succeed(first.success)
    return first.failure instanceof OtherPolicy ? by(first.failure.id) : Effect.fail(first.failure)
  })
}
