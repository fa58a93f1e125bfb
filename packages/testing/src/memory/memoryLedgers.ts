/** The ledger store of a desk in memory: each change is one synchronous step, so nothing comes between. */
import {
  type Judge,
  type Judgement,
  type Looking,
  type Once,
  type OnceKey,
  pastOf,
  type Scope,
} from "@refund-rules/engine"
import type { Store } from "../store/StoreUnderTest.ts"
import { type Kept, place, type Shelves, step, type Waiting } from "./Shelves.ts"

export const memoryLedgers = (kept: Shelves): Store => ({
  open: (scope, payment, beginning) => step(() => kept.open(scope, payment, beginning)),
  read: (scope, paymentId) => step(() => kept.find(scope, paymentId).ledger),
  history: (scope, paymentId) => step(() => kept.find(scope, paymentId).events.map(({ event }) => event)),
  change: (scope, paymentId, judge, looking) =>
    step(() => {
      const payment = kept.find(scope, paymentId)
      const judged = judgedIn(kept, payment, judge, looking)
      kept.commit(() => kept.put(payment, judged))
      return judged.answer
    }),
  changeOnce: <A>(scope: Scope, key: OnceKey, paymentId: string, judge: Judge<A>, looking?: Looking) =>
    step((): Once<A> => {
      const at = place(scope, key.door, key.key)
      const known = kept.answers.get(at)
      if (known !== undefined && known.fingerprint !== key.fingerprint) return { _tag: "Reused" }
      if (known?.answer !== undefined) return { _tag: "Replayed", answer: JSON.parse(known.answer) as A }
      if (known?.subject !== undefined) return { _tag: "Forgotten", subject: known.subject }
      const payment = kept.find(scope, paymentId)
      const { answer, ...judged } = judgedIn(kept, payment, judge, looking)
      const text = JSON.stringify(answer)
      kept.commit(() => {
        kept.put(payment, { ...judged, answer })
        kept.answers.set(at, { fingerprint: key.fingerprint, answer: text, subject: judged.subject })
      })
      return { _tag: "Done", answer: JSON.parse(text) as A }
    }),
  lease: (_worker, seconds, atMost) =>
    step(() => {
      const asOf = kept.clock()
      const isFree = (one: Waiting): boolean => one.until <= asOf && one.due <= asOf
      const free = [...kept.errands].filter(isFree).slice(0, atMost)
      for (const one of free) one.until = asOf + seconds * 1000
      return free.map(({ errand, of: { paymentId, scope } }) => ({ scope, paymentId, errand }))
    }),
})

const judgedIn = <A>(
  { errands, of }: Shelves,
  kept: Kept,
  judge: Judge<A>,
  looking: Looking | undefined,
): Judgement<A> => {
  const { ledger, scope } = kept
  const errand = looking?.errand
  const seen = errand === undefined ? {} : { isErrandOpen: errands.has(kept.errands.get(errand)!) }
  const all = looking === undefined ? [] : of(scope).map((one) => one.ledger)
  return judge(ledger, { ...pastOf(all, ledger, looking), ...seen })
}
