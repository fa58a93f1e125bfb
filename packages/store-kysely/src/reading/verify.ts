/** Proves the store: folds each payment from its events and compares all that is stored. A few payments at a time. */
import type { Broken, Records, Scope, StoreUnavailable } from "@refund-rules/engine"
import { Effect, Option, Stream } from "effect"
import type { Shelf } from "../programs/Shelf.ts"
import { answered, type Runner } from "../Runner.ts"
import type { Steps } from "../Statement.ts"
import { brokenIn } from "./brokenIn.ts"
import { brokenIncident, brokenLife } from "./brokenLife.ts"
import type { PaymentRow } from "./Note.ts"
import { proveSeals } from "./proveSeals.ts"

type Proven = { readonly paymentId: string; readonly broken: readonly Broken[] }

/** How many payments are proven in one turn: others are served between turns. */
const AT_ONCE = 16
const ROWS_AT_ONCE = 500

export const verify = (runner: Runner, shelf: Shelf): (typeof Records)["Service"]["verify"] => {
  const { read } = runner
  const walk = <At>(from: At, step: (at: At) => Steps<readonly [readonly Proven[], At | undefined]>) =>
    Stream.paginate(from, (at): Effect.Effect<readonly [readonly Proven[], Option.Option<At>], StoreUnavailable> =>
      Effect.yieldNow.pipe(
        Effect.andThen(answered<never>()(read(() => step(at)))),
        Effect.map(([found, next]) => [found, Option.fromUndefinedOr(next)]),
      ),
    )
  const start = { merchant: "", mode: "", id: "" }
  const owners = (["refund", "session", "dispute", "line"] as const).map((table) =>
    walk(start, (at) => orphans(shelf, table, at)),
  )
  const seals = Stream.map(Stream.flatMap(proveSeals(runner, shelf), Stream.fromIterable), (found): Proven => ({
    paymentId: found.paymentId,
    broken: [found],
  }))
  return [
    walk(0, (after) => positions(shelf, after)),
    ...owners,
    walk(0, (turn) => lives(shelf, turn)),
    walk(start, (at) => incidents(shelf, at)),
    seals,
  ].reduce<typeof seals>(
    (all, one) => Stream.concat(all, one),
    walk(start, (at) => payments(shelf, at)),
  )
}

interface Place {
  readonly merchant: string
  readonly mode: string
  readonly id: string
}

function* payments(
  shelf: Shelf,
  { id, merchant, mode }: Place,
): Steps<readonly [readonly Proven[], Place | undefined]> {
  const rows = yield* shelf.statements.verify.payments({ merchant, mode, id, limit: AT_ONCE })
  const proven: Proven[] = []
  for (const row of rows) proven.push({ paymentId: row.id, broken: yield* brokenIn(shelf, row as PaymentRow) })
  return [proven, rows.length < AT_ONCE ? undefined : rows.at(-1)]
}

/** Events count without a gap over the whole store, and each belongs to a payment. */
function* positions({ statements }: Shelf, after: number): Steps<readonly [readonly Proven[], number | undefined]> {
  const rows = yield* statements.verify.counted({ after, limit: ROWS_AT_ONCE })
  const broken: Proven[] = []
  rows.forEach(({ merchant, mode, owner, payment_id: paymentId, position }, index) => {
    const scope: Scope = { merchant, mode }
    if (owner === null) broken.push(one(scope, paymentId, "chain", `event ${position} belongs to no payment`))
    const expected = after + index + 1
    if (position !== expected && (index === 0 || rows[index - 1]!.position !== position - 1))
      broken.push(one(scope, paymentId, "chain", `events are missing before position ${position}`))
  })
  return [broken, rows.length < ROWS_AT_ONCE ? undefined : rows.at(-1)!.position]
}

function* orphans(
  { statements }: Shelf,
  table: "refund" | "session" | "dispute" | "line",
  { id, merchant, mode }: Place,
): Steps<readonly [readonly Proven[], Place | undefined]> {
  const rows = yield* statements.verify.owned[table]({ merchant, mode, id, limit: ROWS_AT_ONCE })
  const broken = rows
    .filter(({ owner }) => owner === null)
    .map((row) =>
      one(
        row,
        row.payment_id,
        table === "line" ? "lines" : `${table}s`,
        `${table} \`${row.id}\` belongs to no payment`,
      ),
    )
  return [broken, rows.length < ROWS_AT_ONCE ? undefined : rows.at(-1)]
}

/** What is told of incidents: each link, and each row beside what is told of it. */
function* lives(shelf: Shelf, turn: number): Steps<readonly [readonly Proven[], number | undefined]> {
  const rows = yield* shelf.statements.feed.lives({ after: turn, limit: ROWS_AT_ONCE })
  const broken: Proven[] = []
  for (const row of rows)
    for (const detail of yield* brokenLife(shelf, row)) broken.push(one(row, row.payment_id ?? "", "incidents", detail))
  return [broken, rows.length < ROWS_AT_ONCE ? undefined : rows.at(-1)!.turn]
}

function* incidents(
  shelf: Shelf,
  { id, merchant, mode }: Place,
): Steps<readonly [readonly Proven[], Place | undefined]> {
  const rows = yield* shelf.statements.verify.incidents({ merchant, mode, id, limit: ROWS_AT_ONCE })
  const broken: Proven[] = []
  for (const row of rows)
    for (const detail of yield* brokenIncident(shelf, row))
      broken.push(one(row, row.payment_id ?? "", "incidents", detail))
  return [broken, rows.length < ROWS_AT_ONCE ? undefined : rows.at(-1)]
}

const one = ({ merchant, mode }: Scope, paymentId: string, what: Broken["what"], detail: string): Proven => ({
  paymentId,
  broken: [{ scope: { merchant, mode }, paymentId, what, detail }],
})
