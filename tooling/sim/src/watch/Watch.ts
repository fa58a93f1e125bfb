/** Watches every commit, send and movement of a life, and says at once which promise was broken. */
import { evolve, type Event, type Ledger } from "@refund-rules/core"
import type { Judgement, Leased, Notice, Scope, Sending } from "@refund-rules/engine"
import type { Store } from "@refund-rules/testing"
import { Effect } from "effect"
import { isMoving, type Movement, type Provider } from "../provider/Provider.ts"
import type { Expect } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Trace } from "../world/Trace.ts"
import { errandsSeen } from "./errandsSeen.ts"
import { judgeEvents } from "./judgeEvents.ts"
import { placeOf } from "./placeOf.ts"

/** What was committed, and on what it was judged. */
export interface Committed {
  readonly scope: Scope
  readonly paymentId: string
  readonly ledger: Ledger
  readonly judged: Judgement<unknown>
  readonly step: string
}

export interface Watch {
  readonly committed: (committed: Committed) => void
  readonly sending: (sending: Sending, provider: Provider) => void
  readonly moved: (movement: Movement, provider: Provider) => void
  readonly leased: (leased: readonly Leased[], seconds: number) => void
  readonly noticeWaits: (scope: Scope, notice: Notice, millis: number) => void
  readonly noticeTaken: (scope: Scope, notice: Pick<Notice, "id" | "provider">) => void
  /** What the engine itself was told by its store. */
  readonly above: (store: Store) => Store
  /** Every ledger as it was committed last, by place. */
  readonly ledgers: ReadonlyMap<string, Ledger>
}

interface Around {
  readonly timeline: Timeline
  readonly trace: Trace
  readonly expect: Expect
  readonly providerOf: (name: string) => Provider
}

export const watchOf = (around: Around): Watch => {
  const { providerOf, timeline, trace } = around
  const ledgers = new Map<string, Ledger>()
  const refunds = new Map<string, string>()
  const errands = errandsSeen(around)
  const notices = noticesSeen(around)
  return {
    ledgers,
    committed: ({ judged, ledger, paymentId, scope }) => {
      const place = placeOf(scope, paymentId)
      const known = ledgers.get(place)
      if (known !== undefined && known.version !== ledger.version)
        trace.broken("one guard", `${place} was judged at version ${ledger.version}, and stood at ${known.version}`)
      const after = judged.events.reduce(evolve, ledger)
      ledgers.set(place, after)
      errands.committed(place, judged)
      if (judged.events.length === 0) return
      for (const event of judged.events) noteEvent(event, place)
      judgeEvents(trace, providerOf(ledger.payment.provider), {
        before: ledger,
        after,
        events: judged.events,
        by: judged.by,
      })
      expectSessions(place, judged.events)
    },
    sending: ({ key, refund }, provider) => {
      const place = refunds.get(refund.id)
      const stored = ledgers.get(place ?? "")?.refunds.find(({ id }) => id === refund.id)
      const isIntended = stored !== undefined && !NOT_INTENDED.has(stored.status)
      if (!isIntended)
        trace.broken("intent before action", `${refund.id} is sent while it is ${stored?.status ?? "not there"}`)
      if (key !== `rr_${refund.id}` && provider.kind.keyed) trace.count("watch", "foreign key")
    },
    moved: (movement, provider) => {
      const { reference, refundId } = movement
      if (refundId === undefined) return
      const mine = provider.of(refundId)
      if (mine.length > 1)
        trace.broken("money moves once", `${refundId} moved ${mine.length} times at ${provider.kind.name}`)
      const ledger = ledgers.get(refunds.get(refundId) ?? "")
      const ours = provider.movements.filter((one) => one.reference === reference && one.refundId !== undefined)
      const sum = ours.reduce((total, one) => total + (isMoving(one) ? one.amount : 0), 0)
      if (ledger !== undefined && sum > ledger.payment.captured)
        trace.broken("never more than captured", `${sum} moved of ${ledger.payment.captured} on ${reference}`)
    },
    leased: errands.leased,
    ...notices,
    above: (store) => ({
      ...store,
      lease: (worker, seconds, atMost) =>
        Effect.tap(store.lease(worker, seconds, atMost), (leased) =>
          Effect.sync(() => errands.held(worker, seconds, leased)),
        ),
      changeOnce: (scope, key, paymentId, judge, looking) =>
        Effect.tap(store.changeOnce(scope, key, paymentId, judge, looking), (once) =>
          Effect.sync(() => {
            if (once._tag === "Done" && key.door.startsWith("webhook")) notices.applied(scope, key.door, key.key)
          }),
        ),
    }),
  }

  function noteEvent(event: Event, place: string): void {
    const id = "refundId" in event ? event.refundId : "sessionId" in event ? event.sessionId : ""
    trace.step(timeline.now(), event._tag, id)
    if (event._tag === "RefundRequested" || event._tag === "RefundAdopted" || event._tag === "SessionExecuted")
      refunds.set(event.refundId, place)
  }

  function expectSessions(place: string, events: readonly Event[]): void {
    for (const event of events)
      if (event._tag === "SessionOpened") {
        const isOpen = (): boolean =>
          ledgers.get(place)?.sessions.find(({ id }) => id === event.sessionId)?.status === "open"
        around.expect("dispatch", Date.parse(event.expiresAt), isOpen)
      }
  }
}

/** Where nothing may be sent. */
const NOT_INTENDED: ReadonlySet<string> = new Set(["accepted", "review", "canceled", "rejected", "failed"])

/** Notices that wait for the inbox, and those it says it applied. */
const noticesSeen = ({ expect, timeline, trace }: Around) => {
  const waiting = new Map<string, number>()
  const appliedOnce = new Set<string>()
  const nameOf = ({ merchant, mode }: Scope, { id, provider }: Pick<Notice, "id" | "provider">): string =>
    `${merchant} ${mode} ${provider} ${id}`
  return {
    noticeWaits: (scope: Scope, notice: Notice, millis: number): void => {
      const name = nameOf(scope, notice)
      const at = timeline.now() + Math.max(0, millis)
      waiting.set(name, at)
      expect("inbox", at, () => waiting.get(name) === at)
    },
    noticeTaken: (scope: Scope, notice: Pick<Notice, "id" | "provider">): void =>
      void waiting.delete(nameOf(scope, notice)),
    applied: ({ merchant, mode }: Scope, door: string, key: string): void => {
      const name = `${merchant} ${mode} ${door} ${key}`
      if (appliedOnce.has(name)) trace.broken("a notice is applied once", `${name} was applied twice`)
      appliedOnce.add(name)
    },
  }
}
