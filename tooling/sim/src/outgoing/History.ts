/**
 * Everything that happens to the payments of a life: committed one after the other, or begun and never committed. What is
 * told outside is made of it by the engine's own words.
 */
import type { Event, Instant } from "@refund-rules/core"
import { type Feed, type FeedEvent, type FeedPlace, type Scope, type Told, toldOf } from "@refund-rules/engine"
import { Effect } from "effect"
import type { Surroundings } from "../World.ts"

export interface History {
  /** All that was committed, in its order. */
  readonly all: readonly FeedEvent[]
  /** What was committed under an id of a merchant's; undefined where nothing was. */
  readonly committed: (scope: Scope, id: string) => FeedEvent | undefined
  /** What was begun, and is not committed now. */
  readonly begun: () => readonly FeedEvent[]
  readonly newest: () => FeedPlace
  /** Something begins to happen at some payment, and is committed a little later, or never. */
  readonly happen: () => void
  readonly feed: (typeof Feed)["Service"]
}

export const shops: readonly Scope[] = [
  { merchant: "amber", mode: "live" },
  { merchant: "basil", mode: "live" },
]

/** Something that has a history of its own: a payment with its refunds, or an incident. */
interface Subject {
  readonly scope: Scope
  readonly id: string
  sequence: number
  isBusy: boolean
  /** Where each refund is on its way. */
  readonly refunds: Map<string, number>
}

const PAYMENTS = 3
const REFUNDS = 4

export const historyOf = (world: Surroundings, onCommit: (event: FeedEvent) => void): History => {
  const { chance, timeline } = world
  const committed = committing(world, onCommit)
  const { all, named, place } = committed
  const { begin, pending } = beginning(world, committed)
  const payments = shops.flatMap((scope) => Array.from({ length: PAYMENTS }, (_, index) => subject(scope, `p${index}`)))
  const at = (): Instant => new Date(timeline.now()).toISOString() as Instant
  let incidents = 0
  return {
    all,
    committed: (scope, id) => named.get(nameOf(scope, id)),
    begun: () => [...pending],
    newest: () => ({ ...place }),
    happen: () => {
      const payment = chance.oneOf(payments)
      if (chance.isIn(10)) {
        const incident = subject(payment.scope, `inc_${++incidents}`)
        begin(incident, lifeOf(incident, "opened", at()))
        timeline.after(chance.between(1000, 100_000), () => begin(incident, lifeOf(incident, "resolved", at())))
      } else if (!payment.isBusy) begin(payment, nextOf(payment, `${payment.id}r${chance.below(REFUNDS)}`, at()))
    },
    feed: {
      read: ({ after = { position: 0, turn: 0 } }, limit) =>
        Effect.sync(() => all.slice(after.position + after.turn).slice(0, limit)),
      placeOf: (scope, id) => Effect.sync(() => named.get(nameOf(scope, id))?.place),
      newest: (scope) => Effect.sync(() => all.findLast((one) => one.scope.merchant === scope.merchant)),
    },
  }
}

/** What is durable, in one order. */
const committing = ({ timeline, trace }: Surroundings, onCommit: (event: FeedEvent) => void) => {
  const all: FeedEvent[] = []
  const named = new Map<string, FeedEvent>()
  const place = { position: 0, turn: 0 }
  const commit = (scope: Scope, told: Told): void => {
    if (told.type.startsWith("incident.")) place.turn += 1
    else place.position += 1
    const event: FeedEvent = { ...told, scope, place: { ...place } }
    all.push(event)
    named.set(nameOf(scope, told.id), event)
    trace.step(timeline.now(), "happened", told.id, () => told.type)
    onCommit(event)
  }
  return { all, named, place, commit }
}

/** What is under way to its commit: one at a time of a payment, and now and then none comes of it. */
const beginning = (
  { chance, isFaulty, timeline, trace }: Surroundings,
  { commit, place }: ReturnType<typeof committing>,
) => {
  const pending = new Set<FeedEvent>()
  const begin = (of: Subject, told: Told): void => {
    const begun: FeedEvent = { ...told, scope: of.scope, place: newestPlace(place) }
    pending.add(begun)
    of.isBusy = true
    const isCommitted = !isFaulty() || chance.isIn(90)
    timeline.after(chance.between(1, 400), () => {
      pending.delete(begun)
      of.isBusy = false
      trace.count("happen", isCommitted ? "committed" : "never committed")
      if (!isCommitted) return
      of.sequence += 1
      if (told.refundId !== undefined) of.refunds.set(told.refundId, (of.refunds.get(told.refundId) ?? 0) + 1)
      commit(of.scope, told)
    })
  }
  return { begin, pending }
}

const subject = (scope: Scope, id: string): Subject => ({
  scope,
  id,
  sequence: 0,
  isBusy: false,
  refunds: new Map(),
})

/** A place of what is not committed yet: after everything that is. */
const newestPlace = ({ position, turn }: FeedPlace): FeedPlace => ({ position: position + 1, turn })

/** What happens to a refund, step by step; then it is over, and its payment is disputed. */
const steps: readonly ((refundId: string, at: Instant) => Event)[] = [
  (refundId, at) => ({ _tag: "RefundMetadataSet", refundId, at, metadata: { reason: "größer – 大きい" } }),
  (refundId, at) => ({ _tag: "RefundSubmitted", refundId, at }),
  (refundId, at) => ({ _tag: "RefundUnknown", refundId, at }),
  (refundId, at) => ({ _tag: "RefundPending", refundId, at, providerRefundId: `prov_${refundId}` }),
  (refundId, at) => ({ _tag: "RefundSucceeded", refundId, at, providerRefundId: `prov_${refundId}` }),
  (refundId, at) => ({ _tag: "RefundFailed", refundId, at, code: "came back" }),
]

const nextOf = ({ id: paymentId, refunds, scope, sequence }: Subject, refundId: string, at: Instant): Told => {
  const step = steps[refunds.get(refundId) ?? 0]
  const event: Event = step?.(refundId, at) ?? { _tag: "DisputeWon", disputeId: `d_${refundId}`, at }
  const next = sequence + 1
  return toldOf({ scope, paymentId, position: 0, sequence: next, event, hash: `${paymentId}.${next}.${at}` })
}

const lifeOf = ({ id, sequence }: Subject, ending: "opened" | "resolved", at: string): Told => ({
  id: `${id}.${ending}`,
  sequence: sequence + 1,
  type: `incident.${ending}`,
  at,
  hash: `${id}.${ending}.${at}`,
  data: { incidentId: id },
})

const nameOf = ({ merchant, mode }: Scope, id: string): string => `${merchant} ${mode} ${id}`
