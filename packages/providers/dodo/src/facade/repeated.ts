/** A retry of Dodo's own client, which sends no keys: it is answered with the refund that its first attempt made. */
import type { Ledger, Refund } from "@refund-rules/core"
import type { Invalid, StoreUnavailable } from "@refund-rules/engine"
import { headerOf, type Stay } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import type { Given, Item } from "./given.ts"

/** Longer than the client goes on by itself: three attempts of a minute each, and the pauses between them. */
const WHILE_MS = 300_000

const MOST = 10_000

/** The newest refunds of a payment: a first attempt is minutes old. */
const MOST_LOOKED_AT = 100

const isRetry = ({ call }: Stay): boolean => /^[1-9]\d*$/.test(headerOf(call, "x-stainless-retry-count") ?? "")

/** Remembers the attempts that carry no key. */
export interface Attempts {
  /** A key for an attempt: a new one, but for a retry that of the first, which may still be under way. */
  readonly keyOf: (stay: Stay, content: unknown, now: number) => string
}

export const rememberAttempts = (): Attempts => {
  const known = new Map<string, { readonly key: string; readonly at: number }>()
  return {
    keyOf: (stay, content, now) => {
      const { actor, scope } = stay.caller
      const name = JSON.stringify([scope.merchant, scope.mode, actor.id, content])
      const first = isRetry(stay) ? known.get(name) : undefined
      if (first !== undefined && now - first.at < WHILE_MS) return first.key
      const key = `unkeyed ${crypto.randomUUID()}`
      const [oldest] = known.keys()
      if (known.size >= MOST && oldest !== undefined) known.delete(oldest)
      // At the end again, so that the oldest stays in front.
      known.delete(name)
      known.set(name, { key, at: now })
      return key
    },
  }
}

/**
 * What a first attempt was that no process remembers: whoever asks twice for the very same within minutes, and the second
 * time in a retry, gets one refund. A second by mistake costs money.
 */
export const repeating = Effect.fnUntraced(function* (
  stay: Stay,
  paymentId: string,
  given: Given,
  now: number,
): Effect.fn.Return<{ readonly repeats?: (ledger: Ledger) => string | undefined }, Invalid | StoreUnavailable> {
  if (stay.key !== undefined || !isRetry(stay)) return {}
  const { caller, services } = stay
  // What was said as the reason is no part of the ledger, and never changes.
  const { items } = yield* services.desk.refunds(caller, { paymentId }, { limit: MOST_LOOKED_AT })
  const saying = new Set(items.flatMap(({ id, note }) => ((note ?? undefined) === given.reason ? [id] : [])))
  const isSame = (refund: Refund): boolean =>
    Date.parse(refund.createdAt) >= now - WHILE_MS &&
    refund.asked?.requestedBy === caller.actor.id &&
    saying.has(refund.id) &&
    isOf(refund, given)
  return { repeats: ({ refunds }) => refunds.findLast(isSame)?.id }
})

const isOf = (refund: Refund, { items, metadata }: Given): boolean => {
  const { ask: { amount, full, lines } = {}, metadata: kept = {} } = refund.asked ?? {}
  if (amount !== undefined || full !== undefined || pairsOf(kept) !== pairsOf(metadata)) return false
  if (items === undefined || lines === undefined) return items === lines
  return items.length === lines.length && items.every((item, index) => isAsked(refund, item, lines[index]!))
}

/** Where a part is retained the desk was asked for more than the client named: what is paid is what was named. */
const isAsked = (
  { claim }: Refund,
  { amount, id, taxInclusive = true }: Item,
  line: { readonly id: string; readonly amount?: number; readonly taxInclusive?: boolean },
): boolean => {
  if (line.id !== id || (line.taxInclusive ?? true) !== taxInclusive) return false
  if (amount === undefined || line.amount === undefined) return amount === line.amount
  const paid = claim.lines.find((each) => each.id === id)
  return amount === line.amount || amount === ((taxInclusive ? paid?.amount : paid?.net) ?? 0)
}

const pairsOf = (metadata: Readonly<Record<string, string>>): string =>
  JSON.stringify(
    Object.entries(metadata)
      .filter(([, value]) => value !== "")
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
