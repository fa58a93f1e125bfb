/**
 * Compares what was refunded here with what a provider says, for a period, and takes the provider's word where it is asked to.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"
import { ProviderSilent } from "../errors.ts"
import type { Gateway } from "../ports/Gateway.ts"
import { Inbox } from "../inbox/Inbox.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { ProviderFact } from "../ports/ProviderFact.ts"
import { Records } from "../ports/Records.ts"
import { SteadyClock } from "../SteadyClock.ts"
import { compareListed } from "./compareListed.ts"
import { compareOurs } from "./compareOurs.ts"
import type { Comparing } from "./Comparing.ts"
import type { Drift, Reconciled, Reconciling } from "./Reconciling.ts"

type GatewayService = (typeof Gateway)["Service"]

/**
 * Compares, and repairs where it is asked to. The provider is asked outside of any change; what differs goes through the
 * inbox, so that it happens once, whoever else tells of it, and however often this is run or killed on its way.
 *
 * Law of rest: run again over a provider that did not move, it changes nothing; without `repair` it never does.
 * Law of joining: each refund the provider lists ends as exactly one of ours, or as an incident.
 * Law of the list: its order, its parts, and refunds that it tells of twice make no difference.
 *
 * @since 0.1.0
 */
export const reconcile = Effect.fn("reconcile")(function* (gateway: GatewayService, asked: Reconciling) {
  const drifts = new Map<string, Drift>()
  const listed = new Map<string, ProviderFact["status"] | "unread">()
  const met = new Set<string>()
  let compared = 0
  const comparing: Comparing = {
    ...asked,
    gateway,
    store: yield* LedgerStore,
    records: yield* Records,
    clock: yield* SteadyClock,
    inbox: yield* Inbox,
    listed,
    met,
    count: () => asked.progress?.(++compared),
    keep: (drift) => {
      const key = drift.providerRefundId ?? `ours ${drift.refundId}`
      drifts.set(key, later(drifts.get(key), drift))
    },
  }
  const isListed = yield* compareListed(comparing)
  if (isListed === "unknown") return yield* new ProviderSilent({ provider: gateway.provider, retry: "later" })
  const ours = yield* compareOurs(comparing, isListed)
  const sorted = [...drifts.values()].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  const done: Reconciled = { provider: gateway.provider, isListed, theirs: listed.size, ours, drifts: sorted }
  return done
})

/** A list that is read while the provider works may tell of one twice: what counts is how it stood last. */
const later = (before: Drift | undefined, drift: Drift): Drift => {
  if (before === undefined) return drift
  return rankOf(before) > rankOf(drift) ? { ...before, done: before.done ?? drift.done } : drift
}

const rankOf = ({ theirs }: Drift): number => {
  switch (theirs?.status) {
    case "failed":
    case "canceled":
      return 3
    case "succeeded":
      return 2
    case "requires_action":
    case "pending":
      return 1
    case "review":
    case "accepted":
    case "submitting":
    case "unknown":
    case "rejected":
    case undefined:
      return 0
  }
}

const orderOf = ({ paymentId, providerRefundId, refundId }: Drift): string =>
  JSON.stringify([paymentId ?? "", providerRefundId ?? "", refundId ?? ""])
