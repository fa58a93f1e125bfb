/** The port `Casebook` over programs: the payments of a span, each folded once through all of its decisions. */
import { type Event, evolve, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import type { Casebook, Decided, PastDecision, PastDecisions, Scope, Span } from "@refund-rules/engine"
import type { Shelf } from "../programs/Shelf.ts"
import { programsOn, type Runner } from "../Runner.ts"
import { NO_END } from "../statements/casebookStatements.ts"
import type { Steps } from "../Statement.ts"
import { Pasts } from "./pastBefore.ts"

/** Claims handed out before a page ends early: decisions of somebody with many of them are told some at a time. */
const HANDED = 1_000_000

export const casebook = (runner: Runner, shelf: Shelf): (typeof Casebook)["Service"] => {
  const programs = programsOn(runner)
  const known = new WeakMap<NonNullable<Span["looking"]>, Pasts>()
  /** Whoever goes on with one question hands over the same days again: what was read for it is read once. */
  const pastsOf = ({ looking }: Span): Pasts | undefined => {
    if (looking === undefined) return undefined
    const pasts = known.get(looking) ?? new Pasts(shelf, looking)
    known.set(looking, pasts)
    return pasts
  }
  return {
    read: (scope, span, payments) => programs.read(() => read({ shelf, pasts: pastsOf(span) }, scope, span, payments)),
    cuts: (scope, parts, atLeast) => programs.read(() => cuts(shelf, scope, parts, atLeast)),
  }
}

interface Reading {
  readonly shelf: Shelf
  readonly pasts: Pasts | undefined
}

function* read({ pasts, shelf }: Reading, { merchant, mode }: Scope, span: Span, limit: number): Steps<PastDecisions> {
  const { after = "", only, until = NO_END } = span
  const { ids: tables, ...statements } = shelf.statements.casebook
  const found = new Set<string>()
  for (const ids of tables) for (const { id } of yield* ids({ merchant, mode, after, until, limit })) found.add(id)
  const distinct = [...found].toSorted().slice(0, limit)
  const wanted = only === undefined ? distinct : distinct.filter(only)
  const list = { merchant, mode, ids: JSON.stringify(wanted) }
  const cases = new Map(wanted.map((id): [string, Case] => [id, { made: [] }]))
  for (const table of ["refunds", "sessions", "refusals"] as const)
    for (const row of yield* statements[table](list)) keep(cases, row, table)
  for (const { made } of cases.values())
    if (made.length > 1) made.sort((a, b) => a.decided.position - b.decided.position)
  const events = yield* eventsOf(shelf, { merchant, mode }, cases)
  const decisions: PastDecision[] = []
  let handed = 0
  for (const [id, one] of cases) {
    const place = { merchant, mode, payment: id }
    handed += yield* decisionsOf(pasts, place, { ...one, events: events.get(id) ?? [] }, decisions)
    if (handed > HANDED) return { decisions, next: id }
  }
  return distinct.length < limit ? { decisions } : { decisions, next: distinct.at(-1)! }
}

/** What is read of a payment before its decisions are put in order. */
interface Case {
  stored?: { readonly body: string; readonly customer: string | null }
  readonly made: { readonly decided: Decided; readonly amount: number }[]
}

interface Row {
  readonly id: string
  readonly body: string
  readonly customer_id: string | null
  readonly decided: string | null
  readonly amount: number
}

const keep = (cases: ReadonlyMap<string, Case>, row: Row, table: "refunds" | "sessions" | "refusals"): void => {
  const one = cases.get(row.id)!
  const decided = JSON.parse(row.decided!) as Decided
  // What came out of a session was decided when that was opened.
  if (table === "refunds" && decided.sessionId !== undefined) return
  one.stored ??= { body: row.body, customer: row.customer_id }
  one.made.push({ decided, amount: row.amount })
}

interface Place extends Scope {
  readonly payment: string
}

/** The events of every payment up to its last decision, asked for all at once. */
function* eventsOf(
  { statements }: Shelf,
  scope: Scope,
  cases: ReadonlyMap<string, Case>,
): Steps<ReadonlyMap<string, readonly string[]>> {
  const asked = [...cases].flatMap(([payment, { made }]) => {
    const limit = made.at(-1)?.decided.position ?? 0
    return limit === 0 ? [] : [{ ...scope, payment, limit }]
  })
  const found = new Map<string, string[]>()
  for (const { body, id } of yield* statements.casebook.events(asked)) {
    const known = found.get(id)
    if (known === undefined) found.set(id, [body])
    else known.push(body)
  }
  return found
}

/** The decisions of a payment in the order they were made, each with the ledger at its position; how many claims they tell. */
function* decisionsOf(
  pasts: Pasts | undefined,
  { payment, ...scope }: Place,
  { events, made, stored }: Case & { readonly events: readonly string[] },
  into: PastDecision[],
): Steps<number> {
  if (stored === undefined) return 0
  let ledger: Ledger = openLedger(JSON.parse(stored.body) as Payment)
  let handed = 0
  for (const { amount, decided } of made) {
    while (ledger.version < decided.position) ledger = evolve(ledger, JSON.parse(events[ledger.version]!) as Event)
    const past = pasts === undefined ? undefined : yield* pasts.before(scope, stored.customer, decided)
    handed += (past?.customer?.length ?? 0) + (past?.actor?.length ?? 0)
    into.push({ paymentId: payment, ledger, decided, amount, ...(past === undefined ? {} : { past }) })
  }
  return handed
}

/** One walk over the index of ids, however many parts. */
function* cuts(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  parts: number,
  atLeast: number,
): Steps<readonly string[]> {
  const { count = 0 } = (yield* statements.casebook.count({ merchant, mode })) ?? {}
  const skipped = Math.max(Math.ceil(count / parts), atLeast) - 1
  const ids: string[] = []
  for (let after = ""; ids.length < parts - 1;) {
    const found = yield* statements.casebook.idAt({ merchant, mode, after, skipped })
    if (found === undefined) break
    ids.push((after = found.id))
  }
  return ids
}
