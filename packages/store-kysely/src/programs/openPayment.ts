/** Registers a payment: its facts, its names at the provider, its lines and the root of its chain. */
import { type Line, openLedger, type Payment } from "@refund-rules/core"
import { type Judge, namesOf, type Opened, ReferenceTaken, type Scope } from "@refund-rules/engine"
import type { Steps } from "../Statement.ts"
import { grossOf } from "./appendEvents.ts"
import { rootOf } from "./chain.ts"
import { changePayment } from "./changePayment.ts"
import { findLedger, loadLedger } from "./loadLedger.ts"
import type { Shelf } from "./Shelf.ts"

export function* openPayment(
  shelf: Shelf,
  { merchant, mode }: Scope,
  payment: Payment & { readonly id: string },
  beginning: Judge<unknown> | undefined,
): Steps<Opened> {
  const scope = { merchant, mode }
  const { line, payment: table } = shelf.statements
  const known = yield* findLedger(shelf, scope, payment.id, "read")
  if (known !== undefined) return { ledger: known.ledger, isNew: false }
  const { captured, currency, customer, provider, status } = payment
  const names = namesOf(payment).map((name) => ({ ...scope, ...name }))
  for (const name of names) {
    const taken = yield* table.named(name)
    if (taken !== undefined) throw new ReferenceTaken({ paymentId: taken.payment_id, retry: "never" })
  }
  const body = JSON.stringify(payment)
  const created_at = new Date(shelf.now()).toISOString()
  const head = rootOf(shelf.sha256, scope, payment.id, created_at, body)
  yield* table.insert({
    ...scope,
    ...untouched,
    id: payment.id,
    provider,
    currency,
    status,
    captured,
    head,
    body,
    customer_id: customer?.id ?? null,
    created_at,
  })
  for (const name of names) yield* table.name({ ...name, payment_id: payment.id })
  for (const one of payment.lines) yield* line.insert(lineOf(scope, payment.id, one))
  // It is not kept at hand: most payments are never refunded, and many are registered at once.
  if (beginning === undefined) return { ledger: openLedger(payment), isNew: true }
  const change = { judge: beginning, looking: undefined, once: undefined }
  const [began] = yield* changePayment(shelf, scope, payment.id, [change])
  if (!began!.ok) throw began!.thrown
  return { ledger: (yield* loadLedger(shelf, scope, payment.id)).ledger, isNew: true }
}

const lineOf = ({ merchant, mode }: Scope, payment_id: string, one: Line) => ({
  merchant,
  mode,
  payment_id,
  id: one.id,
  gross: grossOf(one),
  taken: 0,
  units: one.quantity,
  units_taken: 0,
})

const untouched = {
  version: 0,
  latest: null,
  grown: null,
  excess: 0,
  refunded: 0,
  held: 0,
  retained: 0,
  disputed: 0,
} as const
