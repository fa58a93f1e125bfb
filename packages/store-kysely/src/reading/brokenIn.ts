/** What does not add up about one payment: every stored row against the fold of its events. */
import { balance, type Event, evolve, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import { type Broken, namesOf, type Scope } from "@refund-rules/engine"
import { grossOf } from "../programs/appendEvents.ts"
import { linkOf, rootOf } from "../programs/chain.ts"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"
import { brokenClaims } from "./brokenClaims.ts"
import type { Note, PaymentRow } from "./Note.ts"

const EVENTS_AT_ONCE = 500

export function* brokenIn(shelf: Shelf, row: PaymentRow): Steps<readonly Broken[]> {
  const scope: Scope = { merchant: row.merchant, mode: row.mode }
  const broken: Broken[] = []
  const note: Note = (what, detail) => void broken.push({ scope, paymentId: row.id, what, detail })
  try {
    const ledger = yield* folded(shelf, row, note)
    comparePayment(row, ledger, note)
    yield* compareLines(shelf, row, ledger, note)
    yield* compareReferences(shelf, row, ledger.payment, note)
    yield* brokenClaims(shelf, row, ledger, note)
  } catch (error) {
    // What cannot even be read or folded is broken too; only a failing database is not an answer.
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    note("fold", `its rows cannot be read: ${error.message}`)
  }
  return broken
}

function* folded({ sha256, statements }: Shelf, row: PaymentRow, note: Note): Steps<Ledger> {
  const { id, merchant, mode } = row
  const place = { merchant, mode, payment: id }
  let head = rootOf(sha256, place, id, row.created_at, row.body)
  let ledger = openLedger(JSON.parse(row.body) as Payment)
  for (let isMore = true; isMore;) {
    const events = yield* statements.verify.events({ ...place, after: ledger.version, limit: EVENTS_AT_ONCE })
    for (const { at, body, by, hash, sequence, tag } of events) {
      const event = JSON.parse(body) as Event
      ledger = evolve(ledger, event)
      head = linkOf(sha256, head, sequence, by, body)
      if (sequence !== ledger.version) note("chain", `event ${ledger.version} is missing`)
      if (hash !== head) note("chain", `event ${sequence} is not what its hash was made of`)
      if (event._tag !== tag || event.at !== at)
        note("chain", `event ${sequence} has another tag or instant than it says`)
      head = hash
    }
    isMore = events.length === EVENTS_AT_ONCE
  }
  if (head !== row.head) note("chain", "its last event is not the one its head names")
  return ledger
}

const comparePayment = (row: PaymentRow, ledger: Ledger, note: Note): void => {
  const { payment } = ledger
  const expected = balance(ledger)
  for (const name of ["captured", "excess", "refunded", "held", "retained", "disputed"] as const)
    if (row[name] !== expected[name]) note("balance", `${name} is ${row[name]}, its events say ${expected[name]}`)
  const facts = {
    version: ledger.version,
    latest: ledger.latest,
    provider: payment.provider,
    currency: payment.currency,
    customer_id: payment.customer?.id ?? null,
    status: payment.status,
  } as const
  for (const [name, said] of Object.entries(facts)) {
    const stored = row[name as keyof typeof facts]
    if (stored !== said) note("fold", `${name} is ${stored}, its events say ${said}`)
  }
  const current = JSON.parse(row.grown ?? row.body) as unknown
  if (JSON.stringify(current) !== JSON.stringify(payment)) note("fold", "it stands otherwise than its events say")
  if (payment.id !== row.id) note("fold", `it says of itself that it is ${payment.id}`)
}

function* compareLines({ statements }: Shelf, row: PaymentRow, ledger: Ledger, note: Note): Steps<void> {
  const { id, merchant, mode } = row
  const rows = new Map((yield* statements.line.of({ merchant, mode, payment: id })).map((line) => [line.id, line]))
  const balances = new Map(balance(ledger).lines.map((line) => [line.id, line]))
  for (const line of ledger.payment.lines) {
    const stored = rows.get(line.id)
    const { net, taxes, units } = balances.get(line.id)!
    const expected = {
      gross: grossOf(line),
      taken: taxes.reduce((sum, tax) => sum + tax.captured - tax.remaining, net.captured - net.remaining),
      units: line.quantity,
      units_taken: units.captured - units.remaining,
    }
    rows.delete(line.id)
    for (const [name, said] of Object.entries(expected)) {
      const found = stored?.[name as keyof typeof expected]
      if (found !== said) note("lines", `${name} of line \`${line.id}\` is ${found}, its events say ${said}`)
    }
  }
  for (const stranger of rows.keys()) note("lines", `line \`${stranger}\` is none of its own`)
}

function* compareReferences({ statements }: Shelf, row: PaymentRow, payment: Payment, note: Note): Steps<void> {
  const { merchant, mode } = row
  for (const given of namesOf(payment)) {
    const found = yield* statements.payment.named({ merchant, mode, ...given })
    if (found?.payment_id !== row.id)
      note("fold", `its reference \`${given.name}\` names ${found?.payment_id ?? "no payment"}`)
  }
}
