/** A store in memory that obeys the laws of stores: each change is one synchronous step, so nothing comes between. */
import { evolve, type Event, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import {
  type Errand,
  type Judge,
  type Judgement,
  type Looking,
  namesOf,
  type OnceKey,
  type Opened,
  pastOf,
  PaymentNotFound,
  ReferenceTaken,
  type Scope,
  StoreUnavailable,
} from "@refund-rules/engine"
import { Effect } from "effect"
import type { CommitFailure, Store, StoreUnderTest } from "../store/StoreUnderTest.ts"

interface Kept {
  readonly scope: Scope
  readonly paymentId: string
  ledger: Ledger
  readonly events: Event[]
}

interface Waiting {
  readonly of: Kept
  readonly errand: Errand
  due: number
  until: number
  ended: boolean
}

/**
 * An empty store in memory; `clock` tells its time in milliseconds, `failNext` makes its next commit fail.
 *
 * @example
 * ```ts
 * import { memoryStore, storeLaws } from "@refund-rules/testing"
 *
 * for (const law of storeLaws(() => memoryStore()).slice(0, 1)) await law.check({ runs: 1 })
 * ```
 *
 * @since 0.1.0
 */
export const memoryStore = (clock: () => number = () => 0): Required<Pick<StoreUnderTest, "store" | "failNext">> => {
  const { answers, commit, failNext, find, judged, open, outbox, put } = shelves()
  const store: Store = {
    open: (scope, payment, beginning) => step(() => open(scope, payment, beginning)),
    read: (scope, paymentId) => step(() => find(scope, paymentId).ledger),
    history: (scope, paymentId) => step(() => find(scope, paymentId).events.slice()),
    change: (scope, paymentId, judge, looking) =>
      step(() => {
        const kept = find(scope, paymentId)
        const outcome = judged(kept, judge, looking)
        commit(() => put(kept, outcome))
        return outcome.answer
      }),
    changeOnce: <A>(scope: Scope, key: OnceKey, paymentId: string, judge: Judge<A>, looking?: Looking) =>
      step(() => {
        const at = place(scope, key.door, key.key)
        const known = answers.get(at)
        if (known !== undefined && known.fingerprint !== key.fingerprint) return { _tag: "Reused" }
        if (known !== undefined) return { _tag: "Replayed", answer: JSON.parse(known.answer) as A }
        const kept = find(scope, paymentId)
        const outcome = judged(kept, judge, looking)
        commit(() => {
          put(kept, outcome)
          answers.set(at, { fingerprint: key.fingerprint, answer: JSON.stringify(outcome.answer) })
        })
        return { _tag: "Done", answer: outcome.answer }
      }),
    lease: (_worker, seconds, atMost) =>
      step(() => {
        const isFree = (one: Waiting): boolean => !one.ended && one.until <= clock() && one.due <= clock()
        const free = outbox.filter(isFree).slice(0, atMost)
        for (const one of free) one.until = clock() + seconds * 1000
        return free.map(({ errand, of: { paymentId, scope } }) => ({ scope, paymentId, errand }))
      }),
  }
  return { store, failNext }
}

/** What is kept, and the one place where it changes. */
const shelves = () => {
  const payments = new Map<string, Kept>()
  const references = new Map<string, string>()
  const answers = new Map<string, { readonly fingerprint: string; readonly answer: string }>()
  const outbox: Waiting[] = []
  let failure: CommitFailure | undefined
  const commit = (write: () => void): void => {
    const failing = failure
    failure = undefined
    if (failing === "before commit") throw unavailable()
    write()
    if (failing === "after commit") throw unavailable()
  }
  const find = (scope: Scope, paymentId: string): Kept => {
    const kept = payments.get(place(scope, paymentId))
    if (kept === undefined) throw new PaymentNotFound({ paymentId, retry: "never" })
    return kept
  }
  const judged = <A>(kept: Kept, judge: Judge<A>, looking: Looking | undefined): Judgement<A> => {
    const past = pastOf(ledgersOf(kept.scope, payments.values()), kept.ledger, looking)
    const isOpen = (id: string) => outbox.some((one) => one.of === kept && one.errand.id === id && !one.ended)
    return judge(kept.ledger, looking?.errand === undefined ? past : { ...past, isErrandOpen: isOpen(looking.errand) })
  }
  const open = (scope: Scope, payment: Payment & { readonly id: string }, beginning?: Judge<unknown>): Opened => {
    const known = payments.get(place(scope, payment.id))
    if (known !== undefined) return { ledger: known.ledger, isNew: false }
    const names = namesOf(payment).map(({ name, provider, value }) => place(scope, provider, name, value))
    const taken = names.find((name) => references.has(name))
    if (taken !== undefined) throw new ReferenceTaken({ paymentId: references.get(taken)!, retry: "never" })
    const fresh: Kept = { scope, paymentId: payment.id, ledger: openLedger(payment), events: [] }
    const began = beginning?.(fresh.ledger, {})
    commit(() => {
      payments.set(place(scope, payment.id), fresh)
      for (const name of names) references.set(name, payment.id)
      if (began !== undefined) put(fresh, began)
    })
    return { ledger: fresh.ledger, isNew: true }
  }
  const put = (kept: Kept, judged: Judgement<unknown>): void => {
    const plain = JSON.parse(JSON.stringify(judged.events)) as readonly Event[]
    kept.ledger = plain.reduce(evolve, kept.ledger)
    kept.events.push(...plain)
    post(outbox, kept, judged)
  }
  const failNext = (next: CommitFailure): void => void (failure = next)
  return { answers, commit, failNext, find, judged, open, outbox, put }
}

/** What a judgement does to the errands of its payment. */
const post = (outbox: Waiting[], kept: Kept, judged: Judgement<unknown>): void => {
  const isNew = ({ id }: Errand): boolean => !outbox.some((one) => one.of === kept && one.errand.id === id)
  for (const errand of judged.errands ?? [])
    if (isNew(errand)) outbox.push({ of: kept, errand, due: dueOf(errand), until: -Infinity, ended: false })
  for (const errand of judged.postponed ?? [])
    for (const one of outbox)
      if (one.of === kept && one.errand.id === errand.id) Object.assign(one, { due: dueOf(errand), until: -Infinity })
  for (const one of outbox) if (one.of === kept && judged.ended?.includes(one.errand.id)) one.ended = true
}

const dueOf = ({ due }: Errand): number => (due === undefined ? -Infinity : Date.parse(due))

function* ledgersOf(scope: Scope, all: Iterable<Kept>): Generator<Ledger> {
  for (const kept of all) if (place(kept.scope) === place(scope)) yield kept.ledger
}

const unavailable = (): StoreUnavailable =>
  new StoreUnavailable({ cause: new Error("the commit failed, as it was told to"), retry: "later" })

const place = (scope: Scope, ...rest: readonly string[]): string =>
  JSON.stringify([scope.merchant, scope.mode, ...rest])

/** One synchronous step; what it throws of the port's errors fails it, anything else is a defect. */
const step = <A, E>(run: () => A): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(run())
    } catch (error) {
      if ([StoreUnavailable, PaymentNotFound, ReferenceTaken].some((known) => error instanceof known))
        return Effect.fail(error as E)
      throw error
    }
  })
