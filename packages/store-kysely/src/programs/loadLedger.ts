/** Reads a payment's ledger as it stands: from the cache where its head is the stored one, else from its rows. */
import type { Dispute, Ledger, Payment, Refund, Session } from "@refund-rules/core"
import { PaymentNotFound, type Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import type { Shelf } from "./Shelf.ts"

/** A ledger and the hash of its last event. */
export interface Loaded {
  readonly ledger: Ledger
  readonly head: string
}

export function* loadLedger(shelf: Shelf, scope: Scope, paymentId: string): Steps<Loaded> {
  const found = yield* findLedger(shelf, scope, paymentId)
  if (found === undefined) throw new PaymentNotFound({ paymentId, retry: "never" })
  return found
}

export function* findLedger(shelf: Shelf, { merchant, mode }: Scope, paymentId: string): Steps<Loaded | undefined> {
  const { ledgers, statements } = shelf
  const place = { merchant, mode, payment: paymentId }
  const standing = yield* statements.payment.head(place)
  if (standing === undefined) return undefined
  const { head, version } = standing
  const known = ledgers.find(place, paymentId, head)
  if (known !== undefined) return { ledger: known, head }
  const stored = (yield* statements.payment.body(place))!
  const ledger: Ledger = {
    payment: JSON.parse(stored.grown ?? stored.body) as Payment,
    version,
    latest: stored.latest as Ledger["latest"],
    refunds: bodies<Refund>(yield* statements.refund.of(place)),
    sessions: bodies<Session>(yield* statements.session.of(place)),
    disputes: bodies<Dispute>(yield* statements.dispute.of(place)),
  }
  ledgers.keep(place, paymentId, head, ledger)
  return { ledger, head }
}

const bodies = <A>(rows: readonly { readonly body: string }[]): readonly A[] =>
  rows.map(({ body }) => JSON.parse(body) as A)
