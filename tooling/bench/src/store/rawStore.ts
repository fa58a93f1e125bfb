/**
 * The reference: the same change written by hand on better-sqlite3, all of a group in one commit. The same tables, bytes
 * and reading; no generators, no Effect, no driver in between, and nothing for the case that something goes wrong.
 */
import { balance, evolve, type Ledger, openLedger, type Payment, type Refund } from "@refund-rules/core"
import Database from "better-sqlite3"
import { hash } from "node:crypto"
import { ACTOR, DOOR, FINGERPRINT, type Judged, judged, NOW, type Request, scope } from "./work.ts"

const { merchant, mode } = scope
const HEAVIEST = 60_000
const hashOf = (value: unknown): string => hash("sha256", JSON.stringify(value))

/** Changes of a group, done when it returns. */
export const rawStore = (file: string) => {
  const database = new Database(file)
  for (const pragma of ["journal_mode = wal", "synchronous = full", "cache_size = -65536"]) database.pragma(pragma)
  const sql = prepared(database)
  const known = new Map<string, { readonly head: string; readonly ledger: Ledger }>()
  let weight = 0
  const weightOf = ({ payment, refunds }: Ledger): number => 1 + payment.lines.length + refunds.length
  /** As many ledgers as the store of this repository keeps, the least recently written going first. */
  const keep = (id: string, head: string, ledger: Ledger): void => {
    const before = known.get(id)
    if (before !== undefined) weight -= weightOf(before.ledger)
    known.delete(id)
    known.set(id, { head, ledger })
    weight += weightOf(ledger)
    for (const [oldest, one] of known) {
      if (weight <= HEAVIEST) break
      known.delete(oldest)
      weight -= weightOf(one.ledger)
    }
  }
  const load = (id: string): { readonly head: string; readonly ledger: Ledger } => {
    const kept = known.get(id)
    if (kept !== undefined) {
      const { head } = sql.head.get(merchant, mode, id) as { readonly head: string }
      if (head === kept.head) return kept
    }
    const row = sql.payment.get(merchant, mode, id) as Stored
    const opened = openLedger(JSON.parse(row.grown ?? row.body) as Payment)
    if (row.version === 0) return { head: row.head, ledger: opened }
    const refunds = (sql.refunds.all(merchant, mode, id) as readonly Body[]).map(
      ({ body }) => JSON.parse(body) as Refund,
    )
    const sessions = (sql.sessions.all(merchant, mode, id) as readonly Body[]).map(
      ({ body }) => JSON.parse(body) as never,
    )
    const disputes = (sql.disputes.all(merchant, mode, id) as readonly Body[]).map(
      ({ body }) => JSON.parse(body) as never,
    )
    return {
      head: row.head,
      ledger: { ...opened, version: row.version, latest: row.latest as never, refunds, sessions, disputes },
    }
  }
  const change = (request: Request): Judged["answer"] => {
    const { key, paymentId } = request
    if (sql.key.get(merchant, mode, DOOR, key) !== undefined) throw new Error("every key of the bench is new")
    const { head: before, ledger } = load(paymentId)
    const done = judged(request)(ledger)
    const [event] = done.events
    if (event?._tag !== "RefundRequested" || done.events.length !== 1) throw new Error("a request is one event")
    const after = evolve(ledger, event)
    const body = JSON.stringify(event)
    const head = hashOf([before, after.version, ACTOR, body])
    const { claim } = event
    const expected = balance(after)
    const moved = sql.move.get(
      1,
      head,
      after.latest,
      0,
      claim.paid + claim.retained,
      0,
      0,
      merchant,
      mode,
      paymentId,
      ledger.version,
    ) as Sums
    const isSame =
      moved.captured === expected.captured &&
      moved.excess === expected.excess &&
      moved.refunded === expected.refunded &&
      moved.held === expected.held &&
      moved.retained === expected.retained &&
      moved.disputed === expected.disputed
    if (!isSame) throw new Error("the balance is not the fold")
    for (const line of claim.lines) {
      if (line.amount + line.retained === 0 && line.units === 0) continue
      const stands = sql.take.get(line.amount + line.retained, line.units, merchant, mode, paymentId, line.id) as {
        taken: number
      }
      const { net, taxes } = expected.lines.find(({ id }) => id === line.id)!
      const gone = taxes.reduce((sum, tax) => sum + tax.captured - tax.remaining, net.captured - net.remaining)
      if (stands.taken !== gone) throw new Error("a line is not the fold")
    }
    sql.event.run(merchant, mode, paymentId, after.version, event._tag, event.at, ACTOR, body, head)
    const refund = after.refunds.at(-1)!
    const { payment } = after
    sql.refund.run(
      merchant,
      mode,
      refund.id,
      paymentId,
      after.refunds.length - 1,
      refund.status,
      payment.provider,
      payment.customer?.id ?? null,
      payment.currency,
      refund.claim.paid,
      ACTOR,
      JSON.stringify(refund),
      JSON.stringify(done.decided),
      refund.asked?.ask.reason ?? null,
      refund.createdAt,
    )
    for (const errand of done.errands) sql.errand.run(merchant, mode, paymentId, errand.id, errand.refundId, null, 0)
    sql.advance.run(event.at, event.at)
    sql.keep.run(merchant, mode, DOOR, key, FINGERPRINT, done.subject, JSON.stringify(done.answer), NOW)
    keep(paymentId, head, after)
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

interface Body {
  readonly body: string
}

interface Stored extends Body {
  readonly version: number
  readonly head: string
  readonly latest: string | null
  readonly grown: string | null
}

interface Sums {
  readonly captured: number
  readonly excess: number
  readonly refunded: number
  readonly held: number
  readonly retained: number
  readonly disputed: number
}

const prepared = (database: Database.Database) => {
  const claims = (table: string) =>
    database.prepare(`select body from ${table} where merchant = ? and mode = ? and payment_id = ? order by place`)
  return {
    begin: database.prepare("begin immediate"),
    commit: database.prepare("commit"),
    key: database.prepare(
      "select fingerprint, subject, answer, at from once_key where merchant = ? and mode = ? and door = ? and key = ?",
    ),
    head: database.prepare("select head from payment where merchant = ? and mode = ? and id = ?"),
    payment: database.prepare(
      "select version, head, latest, body, grown from payment where merchant = ? and mode = ? and id = ?",
    ),
    refunds: claims("refund"),
    sessions: claims("session"),
    disputes: claims("dispute"),
    move: database.prepare(
      `update payment set version = version + ?, head = ?, latest = ?, refunded = refunded + ?, held = held + ?, retained = retained + ?, disputed = disputed + ?
       where merchant = ? and mode = ? and id = ? and version = ? returning captured, excess, refunded, held, retained, disputed`,
    ),
    take: database.prepare(
      "update line set taken = taken + ?, units_taken = units_taken + ? where merchant = ? and mode = ? and payment_id = ? and id = ? returning taken, units_taken",
    ),
    event: database.prepare(
      "insert into event (merchant, mode, payment_id, sequence, tag, at, by, body, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    refund: database.prepare(
      `insert into refund (merchant, mode, id, payment_id, place, status, provider, customer_id, currency, amount, requested_by, body, decided, reason, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    errand: database.prepare(
      `insert into errand (merchant, mode, payment_id, id, refund_id, due, ready, worker, ended) values (?, ?, ?, ?, ?, ?, ?, null, 0)
       on conflict (merchant, mode, payment_id, id) do nothing`,
    ),
    advance: database.prepare("update store_state set value = ? where name = 'latest' and value < ?"),
    keep: database.prepare(
      "insert into once_key (merchant, mode, door, key, fingerprint, subject, answer, at) values (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
  }
}
