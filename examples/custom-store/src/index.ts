/** A store in one process: one map, one outbox, and no step that waits, so nothing ever comes between. */
import { evolve, type Event, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import {
  type Judgement,
  type Leased,
  type LedgerStore,
  type OnceKey,
  PaymentNotFound,
  type Scope,
} from "@refund-rules/engine"
import { Effect } from "effect"

type Entry = { readonly payment: Payment; readonly events: Event[] }
type Post = Leased & { until: number }

const ledgerOf = ({ events, payment }: Entry): Ledger => events.reduce(evolve, openLedger(payment))

/** An empty store. */
export const openStore = (): (typeof LedgerStore)["Service"] => {
  const entries = new Map<string, Entry>()
  const answers = new Map<string, { readonly fingerprint: string; readonly answer: unknown }>()
  let outbox: readonly Post[] = []

  const entry = (scope: Scope, paymentId: string): Effect.Effect<Entry, PaymentNotFound> => {
    const found = entries.get(JSON.stringify([scope.merchant, scope.mode, paymentId]))
    return found === undefined ? Effect.fail(new PaymentNotFound({ paymentId, retry: "never" })) : Effect.succeed(found)
  }

  const apply = <A>(scope: Scope, paymentId: string, found: Entry, judge: (ledger: Ledger) => Judgement<A>): A => {
    const { answer, ended = [], events, errands = [] } = judge(ledgerOf(found))
    found.events.push(...events)
    const isOver = (post: Post): boolean =>
      post.paymentId === paymentId &&
      post.scope.merchant === scope.merchant &&
      post.scope.mode === scope.mode &&
      ended.includes(post.errand.id)
    const added = errands.map((errand) => ({ scope, paymentId, errand, until: 0 }))
    outbox = [...outbox.filter((post) => !isOver(post)), ...added]
    return answer
  }

  return {
    open: (scope, payment) =>
      Effect.sync(() => {
        const at = JSON.stringify([scope.merchant, scope.mode, payment.id])
        if (!entries.has(at)) entries.set(at, { payment, events: [] })
        return ledgerOf(entries.get(at)!)
      }),
    read: (scope, paymentId) => Effect.map(entry(scope, paymentId), ledgerOf),
    history: (scope, paymentId) => Effect.map(entry(scope, paymentId), ({ events }) => [...events]),
    change: (scope, paymentId, judge) =>
      Effect.map(entry(scope, paymentId), (found) => apply(scope, paymentId, found, judge)),
    changeOnce: <A>(
      scope: Scope,
      { door, fingerprint, key }: OnceKey,
      paymentId: string,
      judge: (ledger: Ledger) => Judgement<A>,
    ) =>
      Effect.map(entry(scope, paymentId), (found) => {
        const at = JSON.stringify([scope.merchant, scope.mode, door, key])
        const known = answers.get(at)
        if (known === undefined) {
          const answer = apply(scope, paymentId, found, judge)
          answers.set(at, { fingerprint, answer })
          return { _tag: "Done", answer } as const
        }
        return known.fingerprint === fingerprint
          ? ({ _tag: "Replayed", answer: known.answer as A } as const)
          : ({ _tag: "Reused" } as const)
      }),
    lease: (_worker, seconds, atMost) =>
      Effect.sync(() => {
        const free = outbox.filter(({ until }) => until <= Date.now()).slice(0, atMost)
        for (const post of free) post.until = Date.now() + seconds * 1000
        return free
      }),
  }
}
