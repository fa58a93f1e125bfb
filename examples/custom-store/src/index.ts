/** A store in one process: one map, one outbox, and no step that waits, so nothing ever comes between. */
import { evolve, type Event, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import { type Judge, type Judgement, type Leased, type LedgerStore, PaymentNotFound } from "@refund-rules/engine"
import type { Once, Scope } from "@refund-rules/engine"
import { Effect } from "effect"

type Entry = { readonly payment: Payment; readonly events: Event[] }
type Answers = Map<string, { readonly fingerprint: string; readonly answer: unknown }>

const placeOf = (scope: Scope, ...rest: readonly string[]) => JSON.stringify([scope.merchant, scope.mode, ...rest])
const ledgerOf = ({ events, payment }: Entry): Ledger => events.reduce(evolve, openLedger(payment))

/** A judge that looks its key up first. */
const keyed =
  <A>(answers: Answers, at: string, fingerprint: string, judge: Judge<A>) =>
  (ledger: Ledger): Judgement<Once<A>> => {
    const known = answers.get(at)
    if (known !== undefined && known.fingerprint !== fingerprint) return { events: [], answer: { _tag: "Reused" } }
    if (known !== undefined) return { events: [], answer: { _tag: "Replayed", answer: known.answer as A } }
    const judged = judge(ledger, {})
    answers.set(at, { fingerprint, answer: judged.answer })
    return { ...judged, answer: { _tag: "Done", answer: judged.answer } }
  }

/** An empty store. */
export const openStore = (): (typeof LedgerStore)["Service"] => {
  const entries = new Map<string, Entry>()
  const answers: Answers = new Map()
  let outbox: readonly (Leased & { readonly at: string; until: number })[] = []

  /** One synchronous step on an entry that is there. */
  const on = <A>(scope: Scope, paymentId: string, step: (entry: Entry, at: string) => A) =>
    Effect.suspend(() => {
      const at = placeOf(scope, paymentId)
      const entry = entries.get(at)
      return entry
        ? Effect.sync(() => step(entry, at))
        : Effect.fail(new PaymentNotFound({ paymentId, retry: "never" }))
    })

  const change = <A>(scope: Scope, paymentId: string, judge: Judge<A>) =>
    on(scope, paymentId, (entry, at) => {
      const { answer, ended = [], errands = [], events } = judge(ledgerOf(entry), {})
      const added = errands.map((errand) => ({ scope, paymentId, errand, at, until: 0 }))
      outbox = [...outbox.filter((post) => post.at !== at || !ended.includes(post.errand.id)), ...added]
      entry.events.push(...events)
      return answer
    })

  return {
    open: (scope, payment) =>
      Effect.sync(() => {
        const at = placeOf(scope, payment.id)
        const isNew = !entries.has(at)
        if (isNew) entries.set(at, { payment, events: [] })
        return { ledger: ledgerOf(entries.get(at)!), isNew }
      }),
    read: (scope, paymentId) => on(scope, paymentId, ledgerOf),
    history: (scope, paymentId) => on(scope, paymentId, ({ events }) => [...events]),
    change,
    changeOnce: (scope, { door, fingerprint, key }, paymentId, judge) =>
      change(scope, paymentId, keyed(answers, placeOf(scope, door, key), fingerprint, judge)),
    lease: (_worker, seconds, atMost) =>
      Effect.sync(() => {
        const free = outbox.filter(({ until }) => until <= Date.now()).slice(0, atMost)
        for (const post of free) post.until = Date.now() + seconds * 1000
        return free
      }),
  }
}
