/** The reference's statements, each prepared once. */
import type { Database, Statement } from "better-sqlite3"

const claims = (database: Database, table: string): Statement<unknown[]> =>
  database.prepare(`select body from ${table} where merchant = ? and mode = ? and payment_id = ? order by place`)

type Name =
  | "begin"
  | "commit"
  | "key"
  | "head"
  | "payment"
  | "refunds"
  | "sessions"
  | "disputes"
  | "move"
  | "take"
  | "event"
  | "refund"
  | "errand"
  | "advance"
  | "keep"

export type Statements = Readonly<Record<Name, Statement<unknown[]>>>

export const prepared = (database: Database): Statements => ({
  begin: database.prepare("begin immediate"),
  commit: database.prepare("commit"),
  key: database.prepare(
    "select fingerprint, subject, answer, at from once_key where merchant = ? and mode = ? and door = ? and key = ?",
  ),
  head: database.prepare("select head from payment where merchant = ? and mode = ? and id = ?"),
  payment: database.prepare(
    "select version, head, latest, body, grown from payment where merchant = ? and mode = ? and id = ?",
  ),
  refunds: claims(database, "refund"),
  sessions: claims(database, "session"),
  disputes: claims(database, "dispute"),
  move: database.prepare(
    `update payment set version = version + ?, head = ?, latest = ?, refunded = refunded + ?, held = held + ?,
       retained = retained + ?, disputed = disputed + ?
     where merchant = ? and mode = ? and id = ? and version = ?
     returning captured, excess, refunded, held, retained, disputed`,
  ),
  take: database.prepare(
    `update line set taken = taken + ?, units_taken = units_taken + ?
     where merchant = ? and mode = ? and payment_id = ? and id = ? returning taken, units_taken`,
  ),
  event: database.prepare(
    `insert into event (merchant, mode, payment_id, sequence, tag, at, by, body, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  refund: database.prepare(
    `insert into refund (merchant, mode, id, payment_id, place, status, provider, customer_id, currency, amount,
       requested_by, body, decided, reason, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  errand: database.prepare(
    `insert into errand (merchant, mode, payment_id, id, refund_id, due, ready, worker, ended)
     values (?, ?, ?, ?, ?, ?, ?, null, 0) on conflict (merchant, mode, payment_id, id) do nothing`,
  ),
  advance: database.prepare("update store_state set value = ? where name = 'latest' and value < ?"),
  keep: database.prepare(
    "insert into once_key (merchant, mode, door, key, fingerprint, subject, answer, at) values (?, ?, ?, ?, ?, ?, ?, ?)",
  ),
})
