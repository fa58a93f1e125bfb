/** Every statement that reads decisions again: the payments that have any, and all that was decided of them. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { many, manyEach, one } from "../Statement.ts"
import type { OfPayment, Scoped } from "./ledgerStatements.ts"

type Range = Scoped & { readonly after: string; readonly until: string; readonly limit: number }

/** Greater than every id: ids are printable, and this is none. */
export const NO_END = "\uFFFF"

const decidedTables = ["refund", "session", "refusal"] as const

const idsIn = (dialect: Dialect, table: (typeof decidedTables)[number]) =>
  many<Range>()(dialect, (writer, { after, limit, merchant, mode, until }) =>
    writer
      .selectFrom(table)
      .select("payment_id as id")
      .distinct()
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", ">", after)
      .where("payment_id", "<=", until)
      .orderBy("payment_id")
      .limit(limit),
  )

/** The payments of a list of ids, each with the decisions of one table; a list is JSON, so that one statement reads any. */
type Listed = Scoped & { readonly ids: string }

/**
 * A row for each decision, with its payment. Joined crosswise, since that is the order: the list first, then each id by
 * its index.
 */
const rowsOf = (dialect: Dialect, table: (typeof decidedTables)[number]) =>
  many<Listed>()(dialect, (writer, { ids, merchant, mode }) =>
    writer
      .selectFrom(dialect.each(ids).as("wanted"))
      // All three have these columns; a refusal has no amount.
      .crossJoin(`${table as "refund"} as made`)
      .crossJoin("payment")
      .select(["payment.id", "payment.body", "payment.customer_id", "made.decided"])
      .select(table === "refusal" ? sql<number>`0`.as("amount") : "made.amount")
      .where("made.merchant", "=", merchant)
      .where("made.mode", "=", mode)
      .whereRef("made.payment_id", "=", "wanted.value")
      .where("made.decided", "is not", null)
      .where("payment.merchant", "=", merchant)
      .where("payment.mode", "=", mode)
      .whereRef("payment.id", "=", "wanted.value"),
  )

/** The statements of the casebook. */
export const casebookStatements = (dialect: Dialect) => ({
  ids: decidedTables.map((table) => idsIn(dialect, table)),
  events: manyEach<OfPayment & { readonly limit: number }>()(dialect, (writer, { limit, merchant, mode, payment }) =>
    writer
      .selectFrom("event")
      .select(["payment_id as id", "body"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .where("sequence", "<=", limit)
      .orderBy("sequence"),
  ),
  refunds: rowsOf(dialect, "refund"),
  sessions: rowsOf(dialect, "session"),
  refusals: rowsOf(dialect, "refusal"),
  count: one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("payment")
      .select(sql<number>`count(*)`.as("count"))
      .where("merchant", "=", merchant)
      .where("mode", "=", mode),
  ),
  idAt: one<Scoped & { readonly after: string; readonly skipped: number }>()(
    dialect,
    (writer, { after, merchant, mode, skipped }) =>
      writer
        .selectFrom("payment")
        .select("id")
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("id", ">", after)
        .orderBy("id")
        .limit(sql.lit(1))
        .offset(skipped),
  ),
  claimsOfCustomer: claimsBefore(dialect, "customer_id"),
  claimsOfActor: claimsBefore(dialect, "requested_by"),
  sessionsOfCustomer: sessionsBefore(dialect, "customer_id"),
  sessionsOfActor: sessionsBefore(dialect, "requested_by"),
})

type Whose = Scoped & { readonly whose: string; readonly since: string; readonly until: string }

const claimsBefore = (dialect: Dialect, by: "customer_id" | "requested_by") =>
  many<Whose>()(dialect, (writer, { merchant, mode, since, until, whose }) =>
    writer
      .selectFrom("refund")
      .select(["id", "created_at as at", "amount", "currency", "status"])
      // Whoever asks often has many: only of those that gave their money back it matters when.
      .select(sql<string | null>`case when status in ('failed', 'canceled', 'rejected') then body end`.as("ended"))
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where(by, "=", whose)
      .where("created_at", ">=", since)
      .where("created_at", "<=", until)
      .orderBy("created_at"),
  )

const sessionsBefore = (dialect: Dialect, by: "customer_id" | "requested_by") =>
  many<Whose>()(dialect, (writer, { merchant, mode, since, until, whose }) =>
    writer
      .selectFrom("session")
      .select(["id", "opened_at as at", "amount", "currency", "status", "expires_at"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where(by, "=", whose)
      .where("opened_at", ">=", since)
      .where("opened_at", "<=", until)
      .orderBy("opened_at"),
  )
