/** Reads a payment's ledger as it stands: from the cache where its head is the stored one, else from its rows. */
import {
  type Dispute,
  type Instant,
  type Ledger,
  openLedger,
  type Payment,
  type Refund,
  type Session,
} from "@refund-rules/core"
import { PaymentNotFound, type Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import { placeOf } from "./LedgerCache.ts"
import type { Shelf } from "./Shelf.ts"

/** A ledger and the hash of its last event. */
export interface Loaded {
  readonly ledger: Ledger
  readonly head: string
  /** What the cache calls it. */
  readonly name: string
}

/** Read as it stands, or guarded: nobody else changes it until the commit. */
type How = "read" | "guarded"

export function* loadLedger(shelf: Shelf, scope: Scope, paymentId: string): Steps<Loaded> {
  const found = yield* findLedger(shelf, scope, paymentId, "read")
  if (found === undefined) throw new PaymentNotFound({ paymentId, retry: "never" })
  return found
}

export function* findLedger(
  shelf: Shelf,
  { merchant, mode }: Scope,
  paymentId: string,
  how: How,
): Steps<Loaded | undefined> {
  const { ledgers, statements } = shelf
  const payment = statements.payment[how]
  const place = { merchant, mode, payment: paymentId }
  const name = placeOf(place, paymentId)
  const known = ledgers.find(name)
  if (known !== undefined) {
    const standing = yield* payment.head(place)
    if (standing?.head === known.head) return { ledger: known.ledger, head: known.head, name }
  }
  const stored = yield* payment.stored(place)
  if (stored === undefined) return undefined
  const { body, grown, head, latest, version } = stored
  const opened = openLedger(JSON.parse(grown ?? body) as Payment)
  const ledger =
    version === 0 ? opened : yield* withClaims(shelf, place, { ...opened, version, latest: latest as Instant })
  ledgers.keep(name, head, ledger)
  return { ledger, head, name }
}

/** Where no event happened there is no claim to read. */
function* withClaims(
  { statements }: Shelf,
  place: { readonly merchant: string; readonly mode: Scope["mode"]; readonly payment: string },
  ledger: Ledger,
): Steps<Ledger> {
  const rows = (yield* statements.claims.of(place)).toSorted((a, b) => a.place - b.place)
  const of = (kind: (typeof rows)[number]["kind"]) => rows.filter((row) => row.kind === kind).map(bodyOf)
  return {
    ...ledger,
    refunds: of("refund") as readonly Refund[],
    sessions: of("session") as readonly Session[],
    disputes: of("dispute") as readonly Dispute[],
  }
}

const bodyOf = ({ body }: { readonly body: string }): unknown => JSON.parse(body)
