/** A refund asked for through a facade: once per key, within what the key may, and awaited for a while. */
import type { Ledger } from "@refund-rules/core"
import type { Conflict, Invalid, KeyInFlight, NotFound, PaymentNotFound } from "@refund-rules/engine"
import { KeyReused, type Refusal, type RefundView, type StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import { isKeyReused } from "./answerOnce.ts"
import { asAnswered } from "./asAnswered.ts"
import { onceOf, patiently } from "./asking.ts"
import type { Stay, Wrong } from "./frame.ts"

/**
 * What is asked for; `content` is what a repeated request is compared by.
 *
 * @since 0.1.0
 */
export interface Wanted {
  readonly door: string
  readonly paymentId: string
  readonly ask: object
  readonly metadata?: Readonly<Record<string, string>>
  readonly content: unknown
  /** The refund that an earlier attempt at this request made, where its client sends no keys. */
  readonly repeats?: (ledger: Ledger) => string | undefined
}

/**
 * The refund that came of it, or why there is none. A repeated request is answered as it was the first time. What is more
 * than the key may ask for is a `Conflict`: nothing else stops a request that way.
 *
 * @since 0.1.0
 */
export const askedRefund = Effect.fnUntraced(function* (
  { caller, key, services, waitMs }: Stay,
  { ask, content, door, metadata = {}, paymentId, repeats }: Wanted,
): Effect.fn.Return<
  RefundView | Refusal,
  Conflict | Invalid | KeyInFlight | KeyReused | NotFound | PaymentNotFound | StoreUnavailable
> {
  const once = yield* onceOf(door, key, content)
  const repeating = repeats === undefined ? {} : { repeats }
  const asking = services.desk.request(caller, { key: once, paymentId, ask, metadata, ...repeating })
  const { answer, replayed } = yield* patiently(asking, waitMs)
  switch (answer._tag) {
    case "Accepted":
      return yield* replayed
        ? asAnswered(services, caller, answer.refund, waitMs)
        : services.awaiting.settled(caller, answer.refund.id, waitMs / 1000)
    case "Review":
      return answer.refund
    case "Current": {
      if (replayed) return answer.value
      const { id } = answer.value
      return yield* asAnswered(services, caller, yield* services.desk.refund(caller, id), waitMs)
    }
    case "Refused":
      return answer
  }
})

/**
 * Where an operation fails, a key that stands for other content already is what is said first. Without `content` the
 * request could not be read, and is other content than any.
 *
 * @since 0.1.0
 */
export const keyFirst = Effect.fnUntraced(function* <A>(
  { caller, key, services: { store } }: Stay,
  door: string,
  content: unknown,
  operation: Effect.Effect<A, Wrong>,
): Effect.fn.Return<A, Wrong> {
  if (key === undefined) return yield* operation
  return yield* Effect.catchTag(operation, "Said", (said) =>
    Effect.gen(function* () {
      const isReused = yield* isKeyReused(store, caller.scope, yield* onceOf(door, key, content ?? null))
      return yield* isReused ? new KeyReused({ key, retry: "never" }) : said
    }),
  )
})

/**
 * The refund a client names: by our id, or by the one it has at the provider.
 *
 * @since 0.1.0
 */
export const refundNamed = Effect.fnUntraced(function* (
  { caller, services: { desk } }: Stay,
  provider: string,
  { ours, theirs }: { readonly ours: string | undefined; readonly theirs: string },
): Effect.fn.Return<RefundView | undefined, Invalid | StoreUnavailable> {
  const found =
    ours === undefined
      ? undefined
      : yield* Effect.catchTag(desk.refund(caller, ours), "NotFound", () => Effect.undefined)
  if (found?.provider === provider) return found
  const { items } = yield* desk.refunds(caller, { provider, providerRefundId: theirs }, { limit: 1 })
  return items[0]
})
