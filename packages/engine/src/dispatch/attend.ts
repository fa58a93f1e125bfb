/** Sees one errand through: to whom it goes, whether its time has come, and whether it still means anything. */
import type { Refund } from "@refund-rules/core"
import { Effect } from "effect"
import { type Doing, doingOf } from "../desk/errands.ts"
import type { Leased } from "../ports/LedgerStore.ts"
import { askErrand } from "./askErrand.ts"
import { secondsAfter } from "./delays.ts"
import { judgeOutcome, telling } from "./judgeOutcome.ts"
import { changing, gatewayName, type Post } from "./Post.ts"
import { isFirst, postpone, sendErrand, triedOf, type Underway } from "./sendErrand.ts"

/**
 * Never fails: what could not be written down is found again once the lease is over, and an intent without an outcome is
 * in doubt then. `leasedAt` is an instant before the lease began.
 */
export const attend = (post: Post, leased: Leased, leasedAt: string): Effect.Effect<void> =>
  Effect.catchCause(attending(post, leased, leasedAt), (cause) =>
    Effect.logWarning(
      `errand \`${leased.errand.id}\` of payment \`${leased.paymentId}\` is left to the next lease`,
      cause,
    ),
  )

const attending = Effect.fnUntraced(function* (post: Post, leased: Leased, leasedAt: string) {
  const { leaseSeconds } = post.settings
  // Half of the lease is for waiting; whoever gets no turn by then leaves it to the next who leases it.
  const turnBy = secondsAfter(leasedAt, leaseSeconds / 2)
  const leasedUntil = secondsAfter(leasedAt, leaseSeconds)
  const what = doingOf(leased.errand)
  const { payment, refunds } = yield* post.store.read(leased.scope, leased.paymentId)
  const refund = refunds.find(({ id }) => id === leased.errand.refundId)
  const { provider } = payment
  if (what === undefined || refund === undefined || !isOpen(what.doing, refund))
    return yield* changing(post, leased, provider, () => ({ events: [], answer: undefined, ended: [leased.errand.id] }))
  const underway: Underway = { leased, ...what, refund, provider, at: yield* post.clock.instant, leasedUntil }
  const name = gatewayName(leased, provider)
  const rest = post.circuits.restUntil(name, underway.at)
  if (rest !== undefined) return yield* postpone(post, leased, rest)
  const gateway = post.gateways.of(leased.scope, provider)
  if (gateway === undefined) return yield* unreachable(post, underway, name)
  return yield* post.turnOf(name).withPermit(
    Effect.flatMap(post.clock.instant, (at) => {
      if (at >= turnBy) return Effect.void
      const now = { ...underway, at }
      return isAsking(what.doing) ? askErrand(post, gateway, now) : sendErrand(post, gateway, now)
    }),
  )
})

const isAsking = (doing: Doing): boolean => doing === "poll" || doing === "look"

/** Whether the refund is still where the errand can do something about it. */
const isOpen = (doing: Doing, { status }: Refund): boolean => {
  switch (doing) {
    case "send":
    case "again":
    case "doubt":
      return status === "accepted" || status === "submitting" || status === "unknown"
    case "poll":
      return status === "pending" || status === "requires_action"
    case "look":
      return status === "failed" || status === "canceled"
  }
}

/** Nobody speaks to this provider here: refunds wait, and somebody is told once. */
const unreachable = Effect.fnUntraced(function* (post: Post, underway: Underway, name: string) {
  const { at, doing, leased, provider } = underway
  const outcome = { _tag: "Misconfigured", cause: `no gateway speaks to \`${provider}\` here` } as const
  const isTold = post.circuits.take(name, outcome, at)
  if (isAsking(doing)) {
    const later = { ...leased.errand, due: secondsAfter(at, post.settings.circuitSeconds) }
    const waiting = { events: [], answer: undefined, postponed: [later] }
    return yield* changing(post, leased, provider, () => telling(isTold, outcome.cause, waiting))
  }
  const tried = yield* triedOf(post, { keyed: true, lookUp: "none" }, underway, isFirst(underway), isTold)
  return yield* changing(post, leased, provider, judgeOutcome(tried, outcome))
})
