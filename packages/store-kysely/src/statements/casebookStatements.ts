/** Every statement that reads decisions again: the payments that have any, and all that was decided of them. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { many, one } from "../Statement.ts"
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

const claimsOf = (dialect: Dialect, table: "refund" | "session") =>
  many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom(table)
      .select(["decided", "amount"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .where("decided", "is not", null)
      .orderBy("place"),
  )

/** The statements of the casebook. */
export const casebookStatements = (dialect: Dialect) => ({
  ids: decidedTables.map((table) => idsIn(dialect, table)),
  payment: one<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom("payment")
      .select(["body", "customer_id"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", payment),
  ),
  events: many<OfPayment & { readonly limit: number }>()(dialect, (writer, { limit, merchant, mode, payment }) =>
    writer
      .selectFrom("event")
      .select("body")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .where("sequence", "<=", limit)
      .orderBy("sequence"),
  ),
  refunds: claimsOf(dialect, "refund"),
  sessions: claimsOf(dialect, "session"),
  refusals: many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom("refusal")
      .select("decided")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .orderBy("at"),
  ),
  count: one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("payment")
      .select(sql<number>`count(*)`.as("count"))
      .where("merchant", "=", merchant)
      .where("mode", "=", mode),
  ),
  idAt: one<Scoped & { readonly place: number }>()(dialect, (writer, { merchant, mode, place }) =>
    writer
      .selectFrom("payment")
      .select("id")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .orderBy("id")
      .limit(sql.lit(1))
      .offset(place),
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
      .select(["id", "created_at as at", "amount", "currency", "status", "body"])
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
      .select(["id", "opened_at as at", "amount", "currency", "status", "body"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where(by, "=", whose)
      .where("opened_at", ">=", since)
      .where("opened_at", "<=", until)
      .orderBy("opened_at"),
  )
