/** A retry of Dodo's own client, which sends no keys: it is answered with the refund that its first attempt made. */
import type { Ledger } from "@refund-rules/core"
import type { NotFound, PaymentNotFound, RefundView, StoreUnavailable } from "@refund-rules/engine"
import { asAnswered, headerOf, type Stay, type Wanted } from "@refund-rules/provider-kit"
import { Clock, Effect } from "effect"

/** Longer than the client goes on by itself: three attempts of a minute each, and the pauses between them. */
const WHILE_MS = 300_000

/**
 * The refund a first attempt made; undefined where this is no retry, or there is no such refund. A second refund by mistake
 * costs money, so whoever asks twice for the very same within minutes, and the second time in a retry, gets one.
 */
export const repeated = Effect.fnUntraced(function* (
  stay: Stay,
  wanted: Wanted,
): Effect.fn.Return<RefundView | undefined, NotFound | PaymentNotFound | StoreUnavailable> {
  const { call, caller, key, services, waitMs } = stay
  if (key !== undefined || !/^[1-9]\d*$/.test(headerOf(call, "x-stainless-retry-count") ?? "")) return undefined
  const since = (yield* Clock.currentTimeMillis) - WHILE_MS
  const { refunds } = yield* services.store.read(caller.scope, wanted.paymentId)
  const made = refunds.filter(
    (refund) => Date.parse(refund.createdAt) >= since && isSame(refund, wanted, caller.actor.id),
  )
  for (const { id } of made.toReversed()) {
    const refund = yield* services.desk.refund(caller, id)
    // Notes are kept apart from what was asked for.
    const { note = "" }: Content = wanted.ask
    if ((refund.note ?? "") === note) return yield* asAnswered(services, caller, refund, waitMs)
  }
  return undefined
})

const isSame = ({ asked }: Ledger["refunds"][number], { ask, metadata = {} }: Wanted, actor: string): boolean =>
  asked !== undefined &&
  asked.requestedBy === actor &&
  contentOf(asked.ask) === contentOf(ask) &&
  pairsOf(asked.metadata ?? {}) === pairsOf(metadata)

interface Content {
  readonly note?: string
  readonly lines?: readonly { readonly id: string; readonly amount?: number; readonly taxInclusive?: boolean }[]
}

const contentOf = ({ lines }: Content): string =>
  JSON.stringify(lines?.map(({ amount, id, taxInclusive = true }) => [id, amount, taxInclusive]) ?? null)

const pairsOf = (metadata: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.entries(metadata)
      .filter(([, value]) => value !== "")
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
