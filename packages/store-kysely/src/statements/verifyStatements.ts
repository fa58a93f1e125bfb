/** Every statement that proves a store: payments in turn, with all of their rows as they are stored. */
import type { Dialect } from "../Dialect.ts"
import { many } from "../Statement.ts"
import type { OfPayment } from "./ledgerStatements.ts"

type After = { readonly merchant: string; readonly mode: string; readonly id: string; readonly limit: number }

/** The statements of a proof. */
export const verifyStatements = (dialect: Dialect) => ({
  payments: many<After>()(dialect, (writer, { id, limit, merchant, mode }) =>
    writer
      .selectFrom("payment")
      .selectAll()
      .where((row) => row(row.refTuple("merchant", "mode", "id"), ">", row.tuple(merchant, mode as "test", id)))
      .orderBy("merchant")
      .orderBy("mode")
      .orderBy("id")
      .limit(limit),
  ),
  events: many<OfPayment & { readonly after: number; readonly limit: number }>()(
    dialect,
    (writer, { after, limit, merchant, mode, payment }) =>
      writer
        .selectFrom("event")
        .select(["sequence", "tag", "at", "by", "body", "hash"])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
        .where("sequence", ">", after)
        .orderBy("sequence")
        .limit(limit),
  ),
  refunds: rowsOf(dialect, "refund"),
  sessions: rowsOf(dialect, "session"),
  disputes: rowsOf(dialect, "dispute"),
  owned: {
    refund: ownedRows(dialect, "refund"),
    session: ownedRows(dialect, "session"),
    dispute: ownedRows(dialect, "dispute"),
    line: ownedRows(dialect, "line"),
  },
  counted: many<{ readonly after: number; readonly limit: number }>()(dialect, (writer, { after, limit }) =>
    writer
      .selectFrom("event")
      .leftJoin("payment", (join) =>
        join
          .onRef("payment.merchant", "=", "event.merchant")
          .onRef("payment.mode", "=", "event.mode")
          .onRef("payment.id", "=", "event.payment_id"),
      )
      .select(["event.position", "event.merchant", "event.mode", "event.payment_id", "payment.id as owner"])
      .where("event.position", ">", after)
      .orderBy("event.position")
      .limit(limit),
  ),
})

const rowsOf = (dialect: Dialect, table: "refund" | "session" | "dispute") =>
  many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom(table)
      .selectAll()
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .orderBy("place"),
  )

/** Rows of a table in turn, each with the payment it belongs to, where that is there. */
const ownedRows = (dialect: Dialect, table: "refund" | "session" | "dispute" | "line") => {
  // Lines are told apart within their payment only: there a payment's last is enough to go on from.
  const key = table === "line" ? "payment_id" : "id"
  return many<After>()(dialect, (writer, { id, limit, merchant, mode }) =>
    writer
      .selectFrom(`${table} as row` as "refund as row")
      .leftJoin("payment", (join) =>
        join
          .onRef("payment.merchant", "=", "row.merchant")
          .onRef("payment.mode", "=", "row.mode")
          .onRef("payment.id", "=", "row.payment_id"),
      )
      .select(["row.merchant", "row.mode", `row.${key} as id`, "row.payment_id", "payment.id as owner"])
      .where((row) =>
        row(row.refTuple("row.merchant", "row.mode", `row.${key}`), ">", row.tuple(merchant, mode as "test", id)),
      )
      .orderBy("row.merchant")
      .orderBy("row.mode")
      .orderBy(`row.${key}`)
      .limit(limit)
      .$if(table === "line", (query) => query.distinct()),
  )
}
