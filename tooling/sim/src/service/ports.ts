/** The ports of an instance over the one store all of them share; what is committed is watched, whoever did it. */
import type { Ledger } from "@refund-rules/core"
import type { Judge, Judgement, NoticeBook, OnceKey, PolicyBook, Records, Scope } from "@refund-rules/engine"
import type { Store } from "@refund-rules/testing"
import { Effect, Exit, Stream } from "effect"
import type { World } from "../World.ts"
import type { Life } from "./Life.ts"
import { stepOf } from "./steps.ts"
import { ABORTED, type Asker, plainly, reading, writing } from "./storing.ts"

/** Everything a desk is kept in. */
export interface Kept {
  readonly store: Store
  readonly records: (typeof Records)["Service"]
  readonly notices: (typeof NoticeBook)["Service"]
  readonly policies: (typeof PolicyBook)["Service"]
}

export const portsOf = (world: World, life: Life, kept: Kept): Kept => {
  const asker: Asker<World> = { world, life }
  const { policies } = kept
  return {
    store: storeOf(asker, kept.store),
    records: recordsOf(asker, kept.records),
    notices: noticesOf(asker, kept.notices),
    policies: { ...policies, versions: (scope, id) => reading(asker, "list", policies.versions(scope, id)) },
  }
}

const storeOf = (asker: Asker<World>, store: Store): Store => {
  const { watch } = asker.world
  const opened: Store["open"] = (scope, payment, beginning) =>
    plainly(
      asker,
      "register",
      () => store.open(scope, payment, beginning),
      () => watch.registered(scope, payment),
    )
  const leased: Store["lease"] = (worker, seconds, atMost) =>
    plainly(
      asker,
      "lease",
      () => store.lease(worker, seconds, atMost),
      (errands) => watch.leased(worker, seconds, errands),
    )
  return {
    open: opened,
    read: (scope, paymentId) => reading(asker, "read a payment", store.read(scope, paymentId)),
    history: (scope, paymentId) => reading(asker, "read a payment", store.history(scope, paymentId)),
    change: (scope, paymentId, judge, looking) =>
      judging(asker, { scope, paymentId, judge }, (judged) => store.change(scope, paymentId, judged, looking)),
    changeOnce: (scope, key, paymentId, judge, looking) =>
      judging(asker, { scope, paymentId, judge, key }, (judged) =>
        store.changeOnce(scope, key, paymentId, judged, looking),
      ),
    lease: leased,
  } as Store
}

interface Judging<A> {
  readonly scope: Scope
  readonly paymentId: string
  readonly judge: Judge<A>
  readonly key?: OnceKey
}

/** Runs a judging write, and takes down what was judged and of what. */
const judging = <A, B>(
  asker: Asker<World>,
  { judge, key, paymentId, scope }: Judging<A>,
  run: (judge: Judge<A>) => Effect.Effect<B, unknown>,
) =>
  writing<B, never>(asker, (fails) => {
    const { watch } = asker.world
    let seen: { readonly ledger: Ledger; readonly judged?: Judgement<A> } | undefined
    const exit = Effect.runSyncExit(
      run((ledger, past) => {
        seen = { ledger }
        const judged = judge(ledger, past)
        seen = { ledger, judged }
        if (fails) throw ABORTED
        return judged
      }),
    )
    const { judged, ledger } = seen ?? {}
    const isNotice = key?.door.startsWith("webhook") === true
    const step = stepOf(isNotice, seen !== undefined, judged)
    if (Exit.isSuccess(exit) && ledger !== undefined && judged !== undefined)
      return { exit, step, tell: () => watch.committed({ scope, paymentId, ledger, judged, step }) }
    if (isNotice && ledger !== undefined && judged === undefined)
      return { exit, step, tell: () => watch.noticeTooEarly(scope, noticeOf(key), ledger.version) }
    return { exit, step }
  })

/** A notice stands under its own id, at the door of its provider. */
const noticeOf = ({ door, key }: OnceKey) => ({ id: key, provider: door.slice("webhook ".length) })

const recordsOf = (asker: Asker<World>, records: Kept["records"]): Kept["records"] => {
  const { watch } = asker.world
  const read = <A, E>(effect: Effect.Effect<A, E>) => reading(asker, "list", effect)
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
      plainly(
        asker,
        "close incident",
        () => records.resolveIncident(scope, id, by),
        (isClosed) => isClosed && watch.incidentClosed(scope, id, by),
      ),
    personal: (scope, names) => read(records.personal(scope, names)),
    erasePersonal: records.erasePersonal,
    latest: read(records.latest),
    verify: Stream.suspend(() => records.verify),
  }
}

const noticesOf = (asker: Asker<World>, notices: Kept["notices"]): Kept["notices"] => {
  const { timeline, watch } = asker.world
  return {
    keep: (scope, notice, at) =>
      plainly(
        asker,
        "keep notice",
        () => notices.keep(scope, notice, at),
        ({ isTaken }) => (isTaken ? undefined : watch.noticeWaits(scope, notice, 60_000)),
      ),
    take: (scope, notice, paymentId) =>
      plainly(
        asker,
        "take notice",
        () => notices.take(scope, notice, paymentId),
        () => watch.noticeTaken(scope, notice),
      ),
    orphans: (scope, provider, names) => reading(asker, "list", notices.orphans(scope, provider, names)),
    due: (at, atMost) => reading(asker, "list", notices.due(at, atMost)),
    putOff: (waiting, until, told) =>
      plainly(
        asker,
        "put notice off",
        () => notices.putOff(waiting, until, told),
        () => watch.noticeWaits(waiting.scope, waiting.notice, Date.parse(until) - timeline.now()),
      ),
  }
}
