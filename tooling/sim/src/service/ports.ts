/**
 * The ports of an instance over the one store all of them share, with everything between them that goes wrong: errors before
 * and after the commit, waiting, and death at any await. What is committed is watched, whoever did it.
 */
import type { Ledger } from "@refund-rules/core"
import {
  type Judge,
  type Judgement,
  type NoticeBook,
  type PolicyBook,
  type Records,
  StoreUnavailable,
} from "@refund-rules/engine"
import type { Store } from "@refund-rules/testing"
import { Effect, Exit, Stream } from "effect"
import type { World } from "../World.ts"
import { weighted } from "../world/Chance.ts"
import type { Life } from "./Life.ts"
import { stepOf } from "./stepOf.ts"

/** Everything a desk is kept in. */
export interface Kept {
  readonly store: Store
  readonly records: (typeof Records)["Service"]
  readonly notices: (typeof NoticeBook)["Service"]
  readonly policies: (typeof PolicyBook)["Service"]
}

const writeFaults = {
  none: 82,
  "error before commit": 4,
  "answer lost": 4,
  busy: 2,
  slow: 4,
  "killed before commit": 2,
  "killed after commit": 2,
} as const
const rollWrite = weighted(writeFaults)

const readFaults = { none: 94, unavailable: 3, slow: 2, killed: 1 } as const
const rollRead = weighted(readFaults)

type WriteFault = keyof typeof writeFaults

/** Thrown by a judge where its commit is to fail: what a judge throws leaves nothing. */
const ABORTED = new Error("the commit fails, as chance has it")

export const portsOf = (world: World, life: Life, kept: Kept): Kept => ({
  store: storeOf(world, life, kept.store),
  records: recordsOf(world, life, kept.records),
  notices: noticesOf(world, life, kept.notices),
  policies: {
    publish: kept.policies.publish,
    versions: (scope, id) => reading(world, life, "policies", kept.policies.versions(scope, id)),
  },
})

/** What a write did, seen from outside of it. */
interface Seen<A> {
  readonly exit: Exit.Exit<A, unknown>
  readonly step: string
  /** Tells the watch of it. */
  readonly tell?: () => void
}

/** One write: on its way, done or not, and answered or not. */
const writing = <A, E>(
  { chance, isFaulty, timeline, trace }: World,
  life: Life,
  write: (isAborted: () => boolean) => Seen<A>,
): Effect.Effect<A, E | StoreUnavailable> =>
  Effect.callback((resume) => {
    if (!life.isAlive()) return
    const fault: WriteFault = isFaulty() ? rollWrite(chance) : "none"
    const fails = fault === "error before commit" || fault === "busy" || fault === "killed before commit"
    const before = fault === "slow" ? chance.between(500, 12_000) : fault === "busy" ? 5000 : chance.below(12)
    timeline.after(before, () => {
      if (!life.isAlive()) return
      const { exit, step, tell } = write(() => fails)
      trace.count(step, fault)
      trace.step(timeline.now(), step, life.name, () => (fault === "none" ? "" : fault))
      tell?.()
      if (fault === "killed before commit" || fault === "killed after commit") return life.kill()
      const isLost = fault === "answer lost" || isAborted(exit)
      timeline.after(chance.below(6), () => {
        if (!life.isAlive()) return
        resume(isLost ? Effect.fail(unavailable()) : (exit as Exit.Exit<A, E>))
      })
    })
  })

const isAborted = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && exit.cause.reasons.some((one) => one._tag === "Die" && one.defect === ABORTED)

const unavailable = (): StoreUnavailable => new StoreUnavailable({ cause: ABORTED, retry: "later" })

const reading = <A, E>(
  { chance, isFaulty, timeline, trace }: World,
  life: Life,
  step: string,
  read: Effect.Effect<A, E>,
): Effect.Effect<A, E | StoreUnavailable> =>
  Effect.callback((resume) => {
    if (!life.isAlive()) return
    const fault = isFaulty() ? rollRead(chance) : "none"
    if (fault !== "none") trace.count(step, fault)
    if (fault === "killed") return life.kill()
    const wait = fault === "slow" ? chance.between(500, 12_000) : chance.below(8)
    timeline.after(wait, () => {
      if (!life.isAlive()) return
      resume(fault === "unavailable" ? Effect.fail(unavailable()) : Effect.runSyncExit(read))
    })
  })

const storeOf = (world: World, life: Life, store: Store): Store => {
  const { watch } = world
  /** Runs a judging write, and takes down what was judged and of what. */
  const judging = <A, B>(
    scope: Parameters<Store["read"]>[0],
    paymentId: string,
    judge: Judge<A>,
    door: string | undefined,
    run: (judge: Judge<A>) => Effect.Effect<B, unknown>,
  ) =>
    writing<B, never>(world, life, (isAborted) => {
      let seen: { readonly ledger: Ledger; readonly judged: Judgement<A> } | undefined
      const exit = Effect.runSyncExit(
        run((ledger, past) => {
          const judged = judge(ledger, past)
          seen = { ledger, judged }
          if (isAborted()) throw ABORTED
          return judged
        }),
      )
      const step = stepOf(door, seen?.judged)
      if (Exit.isFailure(exit) || seen === undefined) return { exit, step }
      const { judged, ledger } = seen
      return { exit, step, tell: () => watch.committed({ scope, paymentId, ledger, judged, step }) }
    })
  return {
    open: (scope, payment) =>
      writing(world, life, (isAborted) => {
        const exit = isAborted() ? Exit.die(ABORTED) : Effect.runSyncExit(store.open(scope, payment))
        return { exit, step: "register" }
      }),
    read: (scope, paymentId) => reading(world, life, "read", store.read(scope, paymentId)),
    history: (scope, paymentId) => reading(world, life, "read", store.history(scope, paymentId)),
    change: (scope, paymentId, judge, looking) =>
      judging(scope, paymentId, judge, undefined, (judged) => store.change(scope, paymentId, judged, looking)),
    changeOnce: (scope, key, paymentId, judge, looking) =>
      judging(scope, paymentId, judge, key.door, (judged) => store.changeOnce(scope, key, paymentId, judged, looking)),
    lease: (worker, seconds, atMost) =>
      writing(world, life, (isAborted) => {
        const exit = isAborted() ? Exit.die(ABORTED) : Effect.runSyncExit(store.lease(worker, seconds, atMost))
        const leased = Exit.isSuccess(exit) ? exit.value : []
        return { exit, step: "lease", tell: () => watch.leased(leased, seconds) }
      }),
  } as Store
}

const recordsOf = (world: World, life: Life, records: Kept["records"]): Kept["records"] => {
  const read = <A, E>(effect: Effect.Effect<A, E>) => reading(world, life, "list", effect)
  return {
    payments: (scope, filter, paging) => read(records.payments(scope, filter, paging)),
    paymentNamed: (scope, provider, references) => read(records.paymentNamed(scope, provider, references)),
    refund: (scope, id) => read(records.refund(scope, id)),
    refunds: (scope, filter, paging) => read(records.refunds(scope, filter, paging)),
    session: (scope, id) => read(records.session(scope, id)),
    sessions: (scope, filter, paging) => read(records.sessions(scope, filter, paging)),
    dispute: (scope, id) => read(records.dispute(scope, id)),
    sessionsEnded: (asOf, atMost) => read(records.sessionsEnded(asOf, atMost)),
    events: (scope, of, limit) => read(records.events(scope, of, limit)),
    incidents: (scope, filter, paging) => read(records.incidents(scope, filter, paging)),
    resolveIncident: (scope, id, by) =>
      plainly(world, life, "resolve incident", () => records.resolveIncident(scope, id, by)),
    latest: read(records.latest),
    verify: Stream.suspend(() => records.verify),
  }
}

const noticesOf = (world: World, life: Life, notices: Kept["notices"]): Kept["notices"] => ({
  keep: (scope, notice, at) =>
    plainly(
      world,
      life,
      "keep notice",
      () => notices.keep(scope, notice, at),
      ({ isTaken }) => (isTaken ? undefined : world.watch.noticeWaits(scope, notice, 60_000)),
    ),
  take: (scope, notice, paymentId) =>
    plainly(
      world,
      life,
      "take notice",
      () => notices.take(scope, notice, paymentId),
      () => world.watch.noticeTaken(scope, notice),
    ),
  orphans: (scope, provider, names) => reading(world, life, "list", notices.orphans(scope, provider, names)),
  due: (at, atMost) => reading(world, life, "list", notices.due(at, atMost)),
  putOff: (waiting, until, told) =>
    plainly(
      world,
      life,
      "put notice off",
      () => notices.putOff(waiting, until, told),
      () => world.watch.noticeWaits(waiting.scope, waiting.notice, Date.parse(until) - world.timeline.now()),
    ),
})

/** A write without a judge: it is not begun where it is to fail. */
const plainly = <A, E>(
  world: World,
  life: Life,
  step: string,
  write: () => Effect.Effect<A, E>,
  onDone?: (answer: A) => void,
): Effect.Effect<A, E | StoreUnavailable> =>
  writing<A, E>(world, life, (isAborted) => {
    const exit = isAborted() ? Exit.die(ABORTED) : Effect.runSyncExit(write())
    if (!Exit.isSuccess(exit) || onDone === undefined) return { exit, step }
    return { exit, step, tell: () => onDone(exit.value) }
  })
