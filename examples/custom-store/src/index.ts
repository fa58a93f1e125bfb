/** A store in one process: one map, one outbox, and no step that waits, so nothing ever comes between. */
import { evolve, type Event, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import type { Judge, Judgement, Leased, LedgerStore, Looking, Once, Past, Scope } from "@refund-rules/engine"
import { PaymentNotFound } from "@refund-rules/engine"
import { Effect } from "effect"

type Entry = Omit<Leased, "errand"> & { readonly at: string; readonly payment: Payment; readonly events: Event[] }
type Answers = Map<string, { readonly fingerprint: string; readonly answer: unknown }>

const placeOf = (scope: Scope, ...rest: readonly string[]) => JSON.stringify([scope.merchant, scope.mode, ...rest])
const ledgerOf = ({ events, payment }: Entry): Ledger => events.reduce(evolve, openLedger(payment))

/** A judge that looks its key up first. */
const keyed =
  <A>(answers: Answers, at: string, fingerprint: string, judge: Judge<A>) =>
  (ledger: Ledger, past: Past): Judgement<Once<A>> => {
    const known = answers.get(at)
    if (known !== undefined && known.fingerprint !== fingerprint) return { events: [], answer: { _tag: "Reused" } }
    if (known !== undefined) return { events: [], answer: { _tag: "Replayed", answer: known.answer as A } }
    const judged = judge(ledger, past)
    answers.set(at, { fingerprint, answer: judged.answer })
    return { ...judged, answer: { _tag: "Done", answer: judged.answer } }
  }

/** An empty store. */
export const openStore = (): (typeof LedgerStore)["Service"] => {
  const entries = new Map<string, Entry>()
  const answers: Answers = new Map()
  let outbox: (Leased & { readonly at: string; until: number })[] = []

  /** One synchronous step on an entry that is there. */
  const on = <A>(scope: Scope, paymentId: string, step: (entry: Entry) => A) =>
    Effect.suspend(() => {
      const entry = entries.get(placeOf(scope, paymentId))
      return entry ? Effect.sync(() => step(entry)) : Effect.fail(new PaymentNotFound({ paymentId, retry: "never" }))
    })

  const judged = <A>(entry: Entry, judge: Judge<A>, errand?: string) => {
    const isErrandOpen = outbox.some((post) => post.at === entry.at && post.errand.id === errand)
    const { answer, ended = [], errands = [], events } = judge(ledgerOf(entry), errand ? { isErrandOpen } : {})
    outbox = outbox.filter((post) => post.at !== entry.at || !ended.includes(post.errand.id))
    outbox.push(...errands.map((each) => ({ ...entry, errand: each, until: 0 })))
    entry.events.push(...events)
    return answer
  }
  const change = <A>(scope: Scope, id: string, judge: Judge<A>, { errand }: Looking = {}) =>
    on(scope, id, (entry) => judged(entry, judge, errand))

  return {
    open: (scope, payment, beginning) =>
      Effect.sync(() => {
        const at = placeOf(scope, payment.id)
        const isNew = !entries.has(at)
        const entry = entries.get(at) ?? { at, scope, paymentId: payment.id, payment, events: [] }
        if (isNew && beginning) judged(entry, beginning)
        entries.set(at, entry)
        return { ledger: ledgerOf(entry), isNew }
      }),
    read: (scope, paymentId) => on(scope, paymentId, ledgerOf),
    history: (scope, paymentId) => on(scope, paymentId, ({ events }) => [...events]),
    change,
    changeOnce: (scope, { door, fingerprint, key }, paymentId, judge, looking) =>
      change(scope, paymentId, keyed(answers, placeOf(scope, door, key), fingerprint, judge), looking),
    lease: (_worker, seconds, atMost) =>
      Effect.sync(() => {
        const free = outbox.filter(({ until }) => until <= Date.now()).slice(0, atMost)
        for (const post of free) post.until = Date.now() + seconds * 1000
        return free
      }),
  }
}
