/** A refund asked for through a facade: once per key, within what the key may, and awaited for a while. */
import type { Conflict, Invalid, KeyInFlight, KeyReused, NotFound, PaymentNotFound } from "@refund-rules/engine"
import type { Refusal, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { Effect } from "effect"
import { asAnswered } from "./asAnswered.ts"
import { onceOf, patiently } from "./asking.ts"
import type { Stay } from "./frame.ts"

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
}

/**
 * The refund that came of it, or why there is none. A repeated request is answered as it was the first time. What is more
 * than the key may ask for is a `Conflict`: nothing else stops a request that way.
 *
 * @since 0.1.0
 */
export const askedRefund = Effect.fnUntraced(function* (
  { caller, key, services, waitMs }: Stay,
  { ask, content, door, metadata = {}, paymentId }: Wanted,
): Effect.fn.Return<
  RefundView | Refusal,
  Conflict | Invalid | KeyInFlight | KeyReused | NotFound | PaymentNotFound | StoreUnavailable
> {
  const once = yield* onceOf(door, key, content)
  const asking = services.desk.request(caller, { key: once, paymentId, ask, metadata })
  const { answer, replayed } = yield* patiently(asking, waitMs)
  switch (answer._tag) {
    case "Accepted":
      return yield* replayed
        ? asAnswered(services, caller, answer.refund, waitMs)
        : services.awaiting.settled(caller, answer.refund.id, waitMs / 1000)
    case "Review":
      return answer.refund
    case "Current":
      return answer.value
    case "Refused":
      return answer
  }
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
