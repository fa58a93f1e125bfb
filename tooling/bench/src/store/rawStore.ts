/**
 * The reference: the same change written by hand on better-sqlite3, all of a group in one commit. The same tables, bytes
 * and reading; no generators, no Effect, no driver in between, and nothing for the case that something goes wrong.
 */
import { type Balance, balance, evolve, type Event, type Ledger } from "@refund-rules/core"
import Database from "better-sqlite3"
import { hash } from "node:crypto"
import { rawLedgers } from "./rawLedgers.ts"
import { prepared, type Statements } from "./rawStatements.ts"
import { ACTOR, DOOR, FINGERPRINT, type Judged, judged, NOW, type Request, scope } from "./work.ts"

const { merchant, mode } = scope

/** Changes of a group, done when it returns. */
export const rawStore = (file: string) => {
  const database = new Database(file)
  for (const pragma of ["journal_mode = wal", "synchronous = full", "cache_size = -65536", "wal_autocheckpoint = 4000"])
    database.pragma(pragma)
  const sql = prepared(database)
  const { keep, load } = rawLedgers(sql)
  const change = (request: Request): Judged["answer"] => {
    const { key, paymentId } = request
    if (sql.key.get(merchant, mode, DOOR, key) !== undefined) throw new Error("every key of the bench is new")
    const { head: before, ledger } = load(paymentId)
    const done = judged(request)(ledger)
    const [event] = done.events
    if (event?._tag !== "RefundRequested" || done.events.length !== 1) throw new Error("a request is one event")
    const after = evolve(ledger, event)
    const body = JSON.stringify(event)
    const head = hash("sha256", JSON.stringify([before, after.version, ACTOR, body]))
    move(sql, paymentId, ledger, after, head, event)
    sql.event.run(merchant, mode, paymentId, after.version, event._tag, event.at, ACTOR, body, head)
    insert(sql, paymentId, after, done)
    sql.advance.run(event.at, event.at)
    sql.keep.run(merchant, mode, DOOR, key, FINGERPRINT, done.subject, JSON.stringify(done.answer), NOW)
    keep(paymentId, { head, ledger: after })
    return done.answer
  }
  return {
    changeAll: (requests: readonly Request[]): readonly Judged["answer"][] => {
      sql.begin.run()
      const answers = requests.map(change)
      sql.commit.run()
      return answers
    },
    close: () => void database.close(),
  }
}

type Requested = Extract<Event, { readonly _tag: "RefundRequested" }>
type Sums = Pick<Balance, "captured" | "excess" | "refunded" | "held" | "retained" | "disputed">

const move = (
  sql: Statements,
  paymentId: string,
  before: Ledger,
  after: Ledger,
  head: string,
  { claim }: Requested,
): void => {
  const expected = balance(after)
  const held = claim.paid + claim.retained
  const { latest } = after
  const sums = sql.move.get(1, head, latest, 0, held, 0, 0, merchant, mode, paymentId, before.version) as Sums
  const isSame =
    sums.captured === expected.captured &&
    sums.excess === expected.excess &&
    sums.refunded === expected.refunded &&
    sums.held === expected.held &&
    sums.retained === expected.retained &&
    sums.disputed === expected.disputed
  if (!isSame) throw new Error("the balance is not the fold")
  for (const { amount, id, retained, units } of claim.lines) {
    if (amount + retained === 0 && units === 0) continue
    const line = sql.take.get(amount + retained, units, merchant, mode, paymentId, id) as { readonly taken: number }
    const { net, taxes } = expected.lines.find((one) => one.id === id)!
    const gone = taxes.reduce((sum, tax) => sum + tax.captured - tax.remaining, net.captured - net.remaining)
    if (line.taken !== gone) throw new Error("a line is not the fold")
  }
}

const insert = (sql: Statements, paymentId: string, after: Ledger, done: Judged): void => {
  const refund = after.refunds.at(-1)!
  const { currency, customer, provider } = after.payment
  sql.refund.run(
    merchant,
    mode,
    refund.id,
    paymentId,
    after.refunds.length - 1,
    refund.status,
    provider,
    customer?.id ?? null,
    currency,
    refund.claim.paid,
    ACTOR,
    JSON.stringify(refund),
    JSON.stringify(done.decided),
    refund.asked?.ask.reason ?? null,
    refund.createdAt,
  )
  for (const { id, refundId } of done.errands) sql.errand.run(merchant, mode, paymentId, id, refundId, null, 0)
}
