/** The port `Casebook` over programs: the payments of a span, each folded once through all of its decisions. */
import { type Event, evolve, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import type { Casebook, Decided, PastDecision, PastDecisions, Scope, Span } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import { answered, type Runner, running } from "../Runner.ts"
import { NO_END } from "../statements/casebookStatements.ts"
import type { Steps } from "../Statement.ts"
import { pastBefore } from "./pastBefore.ts"

export const casebook = (runner: Runner, shelf: Shelf): (typeof Casebook)["Service"] => {
  const reading = running(runner, "read")
  return {
    read: (scope, span, payments) => answered<never>()(reading(() => read(shelf, scope, span, payments))),
    cuts: (scope, parts) => answered<never>()(reading(() => cuts(shelf, scope, parts))),
  }
}

function* read(shelf: Shelf, { merchant, mode }: Scope, span: Span, limit: number): Steps<PastDecisions> {
  const { after = "", only, until = NO_END } = span
  const { ids } = shelf.statements.casebook
  const found: string[] = []
  for (const of of ids) for (const { id } of yield* of({ merchant, mode, after, until, limit })) found.push(id)
  const distinct = [...new Set(found)].toSorted().slice(0, limit)
  const decisions: PastDecision[] = []
  for (const payment of distinct) {
    if (only !== undefined && !only(payment)) continue
    yield* decisionsOf(shelf, { merchant, mode, payment }, span, decisions)
  }
  return distinct.length < limit ? { decisions } : { decisions, next: distinct.at(-1)! }
}

interface Place extends Scope {
  readonly payment: string
}

/** The decisions of a payment in the order they were made, each with the ledger at its position. */
function* decisionsOf(
  shelf: Shelf,
  { merchant, mode, payment }: Place,
  { looking }: Span,
  into: PastDecision[],
): Steps<void> {
  const place = { merchant, mode, payment }
  const { casebook: statements } = shelf.statements
  const stored = yield* statements.payment(place)
  if (stored === undefined) return
  const made: { readonly decided: Decided; readonly amount: number }[] = []
  for (const { amount, decided } of yield* statements.refunds(place)) {
    const one = JSON.parse(decided!) as Decided
    // What came out of a session was decided when that was opened.
    if (one.sessionId === undefined) made.push({ decided: one, amount })
  }
  for (const { amount, decided } of yield* statements.sessions(place))
    made.push({ decided: JSON.parse(decided!) as Decided, amount })
  for (const { decided } of yield* statements.refusals(place))
    made.push({ decided: JSON.parse(decided) as Decided, amount: 0 })
  if (made.length > 1) made.sort((a, b) => a.decided.position - b.decided.position)
  const last = made.at(-1)?.decided.position ?? 0
  const events = last === 0 ? [] : yield* statements.events({ ...place, limit: last })
  let ledger: Ledger = openLedger(JSON.parse(stored.body) as Payment)
  for (const { amount, decided } of made) {
    while (ledger.version < decided.position) ledger = evolve(ledger, JSON.parse(events[ledger.version]!.body) as Event)
    const past =
      looking === undefined ? {} : { past: yield* pastBefore(shelf, place, stored.customer_id, decided, looking) }
    into.push({ paymentId: payment, ledger, decided, amount, ...past })
  }
}

function* cuts({ statements }: Shelf, { merchant, mode }: Scope, parts: number): Steps<readonly string[]> {
  const { count = 0 } = (yield* statements.casebook.count({ merchant, mode })) ?? {}
  const ids: string[] = []
  for (let part = 1; part < parts; part++) {
    const found = yield* statements.casebook.idAt({ merchant, mode, place: Math.floor((count * part) / parts) })
    if (found !== undefined) ids.push(found.id)
  }
  return [...new Set(ids)]
}
