/** The rows of a payment's refunds, sessions and disputes against the fold of its events. */
import type { Ledger } from "@refund-rules/core"
import type { Broken } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import type { Steps } from "../Statement.ts"
import type { Note, PaymentRow } from "./Note.ts"

type Row = Readonly<Record<string, string | number | null>>

export function* brokenClaims(shelf: Shelf, row: PaymentRow, ledger: Ledger, note: Note): Steps<void> {
  const { verify } = shelf.statements
  const { id, merchant, mode } = row
  const place = { merchant, mode, payment: id }
  compare("refunds", yield* verify.refunds(place), refundRows(ledger), note)
  compare("sessions", yield* verify.sessions(place), sessionRows(ledger), note)
  compare("disputes", yield* verify.disputes(place), disputeRows(ledger), note)
}

const compare = (what: Broken["what"], stored: readonly object[], expected: readonly Row[], note: Note): void => {
  if (stored.length !== expected.length) note(what, `${stored.length} are stored, its events say ${expected.length}`)
  expected.forEach((said, index) => {
    const found = (stored[index] ?? {}) as Row
    for (const [name, value] of Object.entries(said))
      if (found[name] !== value) note(what, `${name} of \`${said["id"]}\` is not what its events say`)
    const decided = decidedOf(found)
    if (decided !== undefined && decided !== said["id"]) note(what, `\`${said["id"]}\` was decided as \`${decided}\``)
  })
}

/** What a row's decision says it is about; undefined where it has none. */
const decidedOf = ({ decided }: Row): string | null | undefined => {
  if (typeof decided !== "string") return undefined
  const said = JSON.parse(decided) as { readonly refundId?: string; readonly sessionId?: string }
  return said.refundId ?? said.sessionId ?? null
}

const paidBy = ({ payment }: Ledger) => ({
  provider: payment.provider,
  customer_id: payment.customer?.id ?? null,
  currency: payment.currency,
})

const refundRows = (ledger: Ledger): readonly Row[] =>
  ledger.refunds.map((refund, place) => ({
    ...paidBy(ledger),
    id: refund.id,
    place,
    status: refund.status,
    reason: refund.asked?.ask.reason ?? null,
    amount: refund.claim.paid,
    requested_by: refund.asked?.requestedBy ?? null,
    created_at: refund.createdAt,
    body: JSON.stringify(refund),
  }))

const sessionRows = (ledger: Ledger): readonly Row[] =>
  ledger.sessions.map((session, place) => ({
    ...paidBy(ledger),
    id: session.id,
    place,
    status: session.status,
    amount: session.claim.paid,
    requested_by: session.asked.requestedBy ?? null,
    opened_at: session.openedAt,
    expires_at: session.expiresAt,
    body: JSON.stringify(session),
  }))

const disputeRows = ({ disputes }: Ledger): readonly Row[] =>
  disputes.map((dispute, place) => ({
    id: dispute.id,
    place,
    status: dispute.status,
    amount: dispute.claim.paid,
    body: JSON.stringify(dispute),
  }))
