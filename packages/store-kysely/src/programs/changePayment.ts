/** Judges a payment under its guard and writes what the judge says: all of it, or nothing. */
import type { Judge, Judgement, Looking, Once, OnceKey, Past, Scope } from "@refund-rules/engine"
import type { PastClaim, Payment } from "@refund-rules/core"
import type { Steps } from "../Statement.ts"
import { appendEvents } from "./appendEvents.ts"
import { keepBeside } from "./keepBeside.ts"
import { loadLedger } from "./loadLedger.ts"
import type { Shelf } from "./Shelf.ts"

export function* changePayment<A>(
  shelf: Shelf,
  scope: Scope,
  paymentId: string,
  judge: Judge<A>,
  looking: Looking | undefined,
): Steps<Judgement<A>> {
  const loaded = yield* loadLedger(shelf, scope, paymentId)
  const past = looking === undefined ? {} : yield* pastOf(shelf, scope, loaded.ledger.payment, looking)
  const judgement = judge(loaded.ledger, past)
  if (judgement.events.length > 0) yield* appendEvents(shelf, scope, paymentId, loaded, judgement)
  yield* keepBeside(shelf, scope, paymentId, judgement)
  return judgement
}

/** The answer under a key is given for 30 days; after that, what came of it is read where it stands. */
const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000

export function* changePaymentOnce<A>(
  shelf: Shelf,
  scope: Scope,
  once: OnceKey,
  paymentId: string,
  judge: Judge<A>,
  looking: Looking | undefined,
): Steps<Once<A>> {
  const before = yield* answeredBefore<A>(shelf, scope, once)
  if (before !== undefined) return before
  const { merchant, mode } = scope
  const { door, fingerprint, key } = once
  const { answer, subject = null } = yield* changePayment(shelf, scope, paymentId, judge, looking)
  const kept = JSON.stringify(answer) as string | undefined
  const row = { merchant, mode, door, key, fingerprint, subject, answer: kept ?? null, at: shelf.now() }
  yield* shelf.statements.key.insert(row)
  return { _tag: "Done", answer }
}

/** What a key came to before; undefined where it is new. */
export function* answeredBefore<A>(
  { now, statements }: Shelf,
  { merchant, mode }: Scope,
  { door, fingerprint, key }: OnceKey,
): Steps<Once<A> | undefined> {
  const known = yield* statements.key.find({ merchant, mode, door, key })
  if (known === undefined) return undefined
  if (known.fingerprint !== fingerprint) return { _tag: "Reused" }
  const isOld = now() - known.at > KEPT_MILLISECONDS
  if (known.subject !== null && (isOld || known.answer === null)) return { _tag: "Forgotten", subject: known.subject }
  return { _tag: "Replayed", answer: answerIn(known.answer) as A }
}

const answerIn = (kept: string | null): unknown => (kept === null ? undefined : JSON.parse(kept))

function* pastOf({ statements }: Shelf, scope: Scope, payment: Payment, looking: Looking): Steps<Past> {
  const { refundsOfActor, refundsOfCustomer, sessionsOfActor, sessionsOfCustomer } = statements.past
  const { actor, customerSince } = looking
  const { merchant, mode } = scope
  const whose = payment.customer?.id
  const past: { customer?: readonly PastClaim[]; actor?: readonly PastClaim[] } = {}
  if (customerSince !== undefined && whose !== undefined) {
    const given = { merchant, mode, whose, since: customerSince }
    past.customer = claims(yield* refundsOfCustomer(given), yield* sessionsOfCustomer(given))
  }
  if (actor !== undefined) {
    const given = { merchant, mode, whose: actor.id, since: actor.since }
    past.actor = claims(yield* refundsOfActor(given), yield* sessionsOfActor(given))
  }
  return past
}

const claims = (...rows: readonly (readonly object[])[]): readonly PastClaim[] => rows.flat() as PastClaim[]
