/** The statements a refund takes, as a person would write them for this one case, prepared once. */
import type { Database, Statement } from "better-sqlite3"

const of = `"merchant" = 'default' and "mode" = 'test'`

type Name = "body" | "key" | "head" | "move" | "line" | "event" | "refund" | "errand" | "latest" | "once"

export const statementsOf = (database: Database): Readonly<Record<Name, Statement>> => ({
  body: database.prepare(`select coalesce("grown", "body") as "body" from "payment" where ${of} and "id" = ?`),
  key: database.prepare(
    `select "fingerprint", "subject", "answer", "at" from "once_key" where ${of} and "door" = 'native' and "key" = ?`,
  ),
  head: database.prepare(`select "version", "head" from "payment" where ${of} and "id" = ?`),
  move: database.prepare(
    `update "payment" set "version" = "version" + 1, "head" = ?, "latest" = ?, "held" = "held" + ?
     where ${of} and "id" = ? and "version" = ?
     returning "captured", "excess", "refunded", "held", "retained", "disputed"`,
  ),
  line: database.prepare(
    `update "line" set "taken" = "taken" + ?, "units_taken" = "units_taken" + ?
     where ${of} and "payment_id" = ? and "id" = ? returning "taken", "units_taken"`,
  ),
  event: database.prepare(
    `insert into "event" ("merchant", "mode", "payment_id", "sequence", "tag", "at", "by", "body", "hash")
     values ('default', 'test', ?, ?, ?, ?, 'root', ?, ?)`,
  ),
  refund: database.prepare(
    `insert into "refund" ("merchant", "mode", "id", "payment_id", "place", "status", "provider", "customer_id",
       "currency", "amount", "requested_by", "body", "decided", "reason", "created_at")
     values ('default', 'test', ?, ?, ?, 'accepted', 'sandbox', null, 'EUR', ?, 'root', ?, ?, null, ?)`,
  ),
  errand: database.prepare(
    `insert into "errand" ("merchant", "mode", "payment_id", "id", "refund_id", "due", "ready", "worker", "ended")
     values ('default', 'test', ?, ?, ?, null, 0, null, 0)`,
  ),
  latest: database.prepare(`update "store_state" set "value" = ? where "name" = 'latest' and "value" < ?`),
  once: database.prepare(
    `insert into "once_key" ("merchant", "mode", "door", "key", "fingerprint", "subject", "answer", "at")
     values ('default', 'test', 'native', ?, ?, ?, ?, ?)`,
  ),
})
