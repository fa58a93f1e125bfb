/** A store in one process: one map, one outbox, and no step that waits, so nothing ever comes between. */
import { evolve, type Event, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import {
  type Judge,
  type Leased,
  type LedgerStore,
  type Once,
  type OnceKey,
  PaymentNotFound,
  type Scope,
} from "@refund-rules/engine"
import { Effect } from "effect"

type Entry = { readonly payment: Payment; readonly events: Event[] }
type Answer = { readonly fingerprint: string; readonly answer: unknown }
type Post = Leased & { until: number }

const ledgerOf = ({ events, payment }: Entry): Ledger => events.reduce(evolve, openLedger(payment))

const placeOf = (scope: Scope, ...rest: readonly string[]): string =>
  JSON.stringify([scope.merchant, scope.mode, ...rest])

const isEnded = (post: Post, place: string, ended: readonly string[]): boolean =>
  placeOf(post.scope, post.paymentId) === place && ended.includes(post.errand.id)

/** What a key answers that was used before. */
const again = <A>(known: Answer, fingerprint: string): Once<A> =>
  known.fingerprint === fingerprint ? { _tag: "Replayed", answer: known.answer as A } : { _tag: "Reused" }

const entryOf = (
  entries: ReadonlyMap<string, Entry>,
  scope: Scope,
  paymentId: string,
): Effect.Effect<Entry, PaymentNotFound> =>
  Effect.fromNullishOr(entries.get(placeOf(scope, paymentId))).pipe(
    Effect.mapError(() => new PaymentNotFound({ paymentId, retry: "never" })),
  )

/** An empty store. */
export const openStore = (): (typeof LedgerStore)["Service"] => {
  const entries = new Map<string, Entry>()
  const answers = new Map<string, Answer>()
  let outbox: readonly Post[] = []

  const apply = <A>(scope: Scope, paymentId: string, found: Entry, judge: Judge<A>): A => {
    const { answer, ended = [], events, errands = [] } = judge(ledgerOf(found), {})
    found.events.push(...events)
    const added = errands.map((errand) => ({ scope, paymentId, errand, until: 0 }))
    outbox = [...outbox.filter((post) => !isEnded(post, placeOf(scope, paymentId), ended)), ...added]
    return answer
  }

  return {
    open: (scope, payment) =>
      Effect.sync(() => {
        const at = placeOf(scope, payment.id)
        const isNew = !entries.has(at)
        if (isNew) entries.set(at, { payment, events: [] })
        return { ledger: ledgerOf(entries.get(at)!), isNew }
      }),
    read: (scope, paymentId) => Effect.map(entryOf(entries, scope, paymentId), ledgerOf),
    history: (scope, paymentId) => Effect.map(entryOf(entries, scope, paymentId), ({ events }) => [...events]),
    change: (scope, paymentId, judge) =>
      Effect.map(entryOf(entries, scope, paymentId), (found) => apply(scope, paymentId, found, judge)),
    changeOnce: <A>(scope: Scope, { door, fingerprint, key }: OnceKey, paymentId: string, judge: Judge<A>) =>
      Effect.map(entryOf(entries, scope, paymentId), (found): Once<A> => {
        const at = placeOf(scope, door, key)
        const known = answers.get(at)
        if (known !== undefined) return again<A>(known, fingerprint)
        const answer = apply(scope, paymentId, found, judge)
        answers.set(at, { fingerprint, answer })
        return { _tag: "Done", answer }
      }),
    lease: (_worker, seconds, atMost) =>
      Effect.sync(() => {
        const free = outbox.filter(({ until }) => until <= Date.now()).slice(0, atMost)
        for (const post of free) post.until = Date.now() + seconds * 1000
        return free
      }),
  }
}
