/** Appends what judgements on a ledger say under the guard, and all that follows: balance, lines, claims and chain. */
import { type Balance, balance, type Event, type Ledger, type Line } from "@refund-rules/core"
import type { Judgement, Scope } from "@refund-rules/engine"
import { both, type Steps } from "../Statement.ts"
import { linkOf } from "./chain.ts"
import type { Loaded } from "./loadLedger.ts"
import { type Movement, movementOf, touchedBy } from "./movement.ts"
import { putClaims } from "./putClaims.ts"
import type { Shelf } from "./Shelf.ts"

export function* appendEvents(
  shelf: Shelf,
  scope: Scope,
  paymentId: string,
  { head: seen, ledger: before, name: kept }: Loaded,
  after: Ledger,
  judgements: readonly Judgement<unknown>[],
): Steps<string> {
  const { merchant, mode } = scope
  const place = { merchant, mode, payment: paymentId }
  const events = judgements.flatMap((judgement) => judgement.events)
  const links = linksOf(shelf, seen, before.version, judgements)
  const head = links.at(-1)!.hash
  const touched = touchedBy(events, before, after)
  yield* moveBalance(shelf, place, { before, after, events, head, moved: movementOf(touched) })
  for (const { at, body, by, hash, sequence, tag } of links)
    yield* shelf.statements.event.append({ merchant, mode, payment_id: paymentId, sequence, tag, at, by, body, hash })
  const decided = judgements.flatMap((judgement) => judgement.decided ?? [])
  yield* putClaims(shelf, place, after.payment, touched, decided)
  shelf.ledgers.keep(kept, head, after)
  return head
}

/** From one ledger to the next, and by how much that moves its balance. */
interface Step {
  readonly before: Ledger
  readonly after: Ledger
  readonly events: readonly Event[]
  readonly head: string
  readonly moved: Movement
}

/** Moves the balance and the lines under the guard; what stands then has to be what the fold says. */
function* moveBalance(shelf: Shelf, place: Place, { after, before, events, head, moved }: Step): Steps<void> {
  const expected = balance(after)
  const { merchant, mode, payment } = place
  const { disputed, held, refunded, retained } = moved.sums
  // Written out here and below: spreading a second object into one costs as much as a small statement.
  const guard = {
    merchant,
    mode,
    payment,
    refunded,
    held,
    retained,
    disputed,
    seen: before.version,
    count: events.length,
    head,
    latest: after.latest,
    excess: expected.excess,
    outside: events.some(isFromOutside) ? 1 : 0,
  }
  const { guard: move, guardGrown } = shelf.statements.payment
  const hasGrown = after.payment !== before.payment
  const { captured, status } = after.payment
  if (hasGrown) yield* growLines(shelf, place, after.payment.lines)
  const taking = [...moved.lines].map(([line, { taken, units }]) => ({ merchant, mode, payment, line, taken, units }))
  const [standing, lines] = yield* both(
    hasGrown ? guardGrown({ ...guard, captured, status, grown: JSON.stringify(after.payment) }) : move(guard),
    shelf.statements.line.take(taking),
  )
  if (standing === undefined) throw new Error(`payment \`${payment}\` moved while it was changed`)
  for (const name of sums)
    if (standing[name] !== expected[name]) throw disagreeing(payment, name, standing[name], expected[name])
  compareLines(payment, moved, expected, lines)
}

const sums = ["captured", "excess", "refunded", "held", "retained", "disputed"] as const

const linksOf = ({ sha256 }: Shelf, seen: string, version: number, judgements: readonly Judgement<unknown>[]) => {
  let [hash, sequence] = [seen, version]
  return judgements.flatMap(({ by: said, events }) => {
    const by = said ?? null
    return events.map((event) => {
      sequence += 1
      const body = JSON.stringify(event)
      hash = linkOf(sha256, hash, sequence, by, body)
      return { sequence, tag: event._tag, at: event.at, by, body, hash }
    })
  })
}

/** Whether the world may have taken more than was captured by it. */
export const isFromOutside = (event: Event): boolean =>
  event._tag === "RefundAdopted" ||
  event._tag === "DisputeOpened" ||
  (event._tag === "RefundSucceeded" && event.claim !== undefined)

interface Place {
  readonly merchant: string
  readonly mode: Scope["mode"]
  readonly payment: string
}

function* growLines({ statements }: Shelf, place: Place, lines: readonly Line[]): Steps<void> {
  for (const line of lines)
    yield* statements.line.grow({ ...place, line: line.id, gross: grossOf(line), units: line.quantity })
}

interface Taken {
  readonly id: string
  readonly taken: number
  readonly units_taken: number
}

const compareLines = (paymentId: string, { lines }: Movement, expected: Balance, found: readonly Taken[]): void => {
  const rows = new Map(found.map((row) => [row.id, row]))
  for (const line of lines.keys()) {
    const standing = rows.get(line)
    const { net, taxes, units: counted } = expected.lines.find(({ id }) => id === line)!
    const gone = taxes.reduce((sum, tax) => sum + tax.captured - tax.remaining, net.captured - net.remaining)
    const used = counted.captured - counted.remaining
    if (standing?.taken !== gone) throw disagreeing(paymentId, `taken of line ${line}`, standing?.taken, gone)
    if (standing.units_taken !== used)
      throw disagreeing(paymentId, `units taken of line ${line}`, standing.units_taken, used)
  }
}

/** What was paid for a line, tax included. */
export const grossOf = ({ net, taxes }: Line): number => taxes.reduce((sum, tax) => sum + tax.amount, net as number)

const disagreeing = (paymentId: string, what: string, stored: number | undefined, folded: number): Error =>
  new Error(`payment \`${paymentId}\` would be stored with ${what} ${stored}, its events say ${folded}: not committed`)
