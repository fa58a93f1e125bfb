/** Compares everything that a provider lists of a period: each of it is one of ours, or news. */
import type { Ledger } from "@refund-rules/core"
import { Effect } from "effect"
import { aboutOf } from "../desk/judgeTruth.ts"
import { measured } from "../inbox/applyNotice.ts"
import type { Telling } from "../ports/Notice.ts"
import { AT_ONCE, compare, type Comparing, lookedUp, standsThere, tell, type Word } from "./Comparing.ts"

/** Whether there is a list; `unknown` where it could not be read to its end. */
export const compareListed = Effect.fnUntraced(function* (comparing: Comparing) {
  const { gateway, listed, period } = comparing
  if (gateway.list === undefined) return false
  let after: string | undefined
  do {
    const part = yield* gateway.list(period, after)
    // A part that leads back to itself has no end.
    if (part === "unknown" || (part.next !== undefined && part.next === after)) return "unknown"
    yield* Effect.forEach(part.tells, (telling) => compareOne(comparing, telling), {
      concurrency: AT_ONCE,
      discard: true,
    })
    for (const id of part.unread) yield* unread(comparing, id)
    for (const { fact } of part.tells) listed.set(fact.providerRefundId, fact.status)
    after = part.next
  } while (after !== undefined)
  return true
})

const compareOne = Effect.fnUntraced(
  function* (comparing: Comparing, telling: Telling) {
    const { met, records, scope, store } = comparing
    comparing.count()
    const { references } = telling
    const paymentId = yield* records.paymentNamed(scope, comparing.gateway.provider, references)
    if (paymentId === undefined) return yield* orphan(comparing, telling)
    const ledger = yield* store.read(scope, paymentId)
    const fact = measured(telling.fact, ledger.payment)
    if (fact === undefined) return yield* unread(comparing, telling.fact.providerRefundId)
    const word = yield* confirmed(comparing, ledger, {
      paymentId,
      refundId: telling.refundId,
      fact,
      isFresh: true,
      references,
    })
    const ours = aboutOf(ledger, { ...word, ...word.fact })
    if (ours !== undefined) met.add(ours.id)
    yield* compare(comparing, word)
  },
  // It was named a moment ago, and no ledger is ever deleted.
  Effect.catchTag("PaymentNotFound", Effect.die),
)

/**
 * A list may be older than what we were told since: a look-up says how one of ours stands now, and which of ours it is where
 * the list does not say.
 */
const confirmed = Effect.fnUntraced(function* (comparing: Comparing, ledger: Ledger, word: Word) {
  const ours = aboutOf(ledger, { ...word, ...word.fact })
  if (ours !== undefined && ours.status === word.fact.status && ours.providerRefundId === word.fact.providerRefundId)
    return word
  const candidates =
    ours === undefined
      ? ledger.refunds.filter(({ providerRefundId, status }) => {
          const isOnItsWay = status === "submitting" || status === "unknown"
          return providerRefundId === undefined && isOnItsWay
        })
      : [ours]
  for (const refund of candidates) {
    const found = yield* lookedUp(comparing, ledger, refund)
    const isIt = typeof found === "object" && found.providerRefundId === word.fact.providerRefundId
    if (isIt) return { ...word, fact: found, refundId: refund.id }
  }
  return ours === undefined ? word : { ...word, isFresh: false }
})

/** Of a payment that nobody registered: it waits for it, and a person is told. */
const orphan = Effect.fnUntraced(function* (comparing: Comparing, telling: Telling) {
  const { gateway, keep, repair } = comparing
  const { fact } = telling
  const { providerRefundId, status } = fact
  const id = `reconciled ${providerRefundId} ${status}`
  const notice = { provider: gateway.provider, id, type: "reconcile", tells: telling }
  keep({
    kind: "orphan",
    paymentId: null,
    refundId: telling.refundId ?? null,
    providerRefundId,
    ours: null,
    theirs: "wired" in fact ? null : standsThere(fact),
    detail: `\`${providerRefundId}\` is ${status} there, of a payment that was never registered here`,
    done: repair ? yield* tell(comparing, notice, false) : null,
  })
})

const unread = Effect.fnUntraced(function* (comparing: Comparing, providerRefundId: string) {
  const { gateway, keep, listed, records, scope } = comparing
  listed.set(providerRefundId, "unread")
  const { provider } = gateway
  const { items } = yield* Effect.catchTag(
    records.refunds(scope, { provider, providerRefundId }, { limit: 1 }),
    "Invalid",
    Effect.die,
  )
  // One of ours is asked after by itself.
  if (items.length > 0) return
  const detail = `\`${providerRefundId}\` is there, and its amount cannot be read`
  const nothing = { paymentId: null, refundId: null, ours: null, theirs: null, done: null }
  keep({ kind: "unclear", providerRefundId, detail, ...nothing })
})
