/** Every statement the write path runs on refunds, sessions and disputes. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, type Steps, write } from "../Statement.ts"
import { allOf, type OfPayment, type Scoped } from "./ledgerStatements.ts"

type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }
type OfClaim = Scoped & { readonly id: string }
type Stood = OfClaim & {
  readonly payment: string
  readonly status: string
  readonly amount: number
  readonly body: string
}
type Claims = "refund" | "session" | "dispute"

/** The claims of a payment in one statement, in no order: it is asked for whenever a ledger is not at hand. */
export const claimsStatements = (dialect: Dialect) => ({
  of: many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) => {
    const from = (table: Claims) =>
      writer
        .selectFrom(table)
        .select([sql.lit(table).as("kind"), "place", "body"])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
    return from("refund").unionAll(from("session")).unionAll(from("dispute"))
  }),
})

const standing = (dialect: Dialect, table: Claims) =>
  write<Stood>()(dialect, (writer, { amount, body, id, merchant, mode, payment, status }) =>
    writer
      .updateTable(table)
      .set({ status, amount, body })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .where("id", "=", id),
  )

const asked = [
  "merchant",
  "mode",
  "id",
  "payment_id",
  "place",
  "status",
  "provider",
  "customer_id",
  "currency",
  "amount",
  "requested_by",
  "body",
  "decided",
] as const

/** The statements of refunds. */
export const refundStatements = (dialect: Dialect) => ({
  stand: standing(dialect, "refund"),
  insert: write<Row<"refund">>()(dialect, (writer, row) =>
    writer.insertInto("refund").values({ ...allOf(row, asked), reason: row.reason, created_at: row.created_at }),
  ),
})

/** The statements of sessions. */
export const sessionStatements = (dialect: Dialect) => ({
  stand: standing(dialect, "session"),
  insert: write<Row<"session">>()(dialect, (writer, row) =>
    writer.insertInto("session").values({ ...allOf(row, asked), opened_at: row.opened_at, expires_at: row.expires_at }),
  ),
})

/** The statements of disputes. */
export const disputeStatements = (dialect: Dialect) => ({
  stand: standing(dialect, "dispute"),
  insert: write<Row<"dispute">>()(dialect, (writer, row) =>
    writer
      .insertInto("dispute")
      .values(allOf(row, ["merchant", "mode", "id", "payment_id", "place", "status", "amount", "body"])),
  ),
})

/** The claims a judge looks for in the scope: those that take, refunds and open sessions, by customer or by actor. */
export const pastStatements = (dialect: Dialect) => ({
  refundsOfCustomer: pastRefunds(dialect, "customer_id"),
  refundsOfActor: pastRefunds(dialect, "requested_by"),
  sessionsOfCustomer: pastSessions(dialect, "customer_id"),
  sessionsOfActor: pastSessions(dialect, "requested_by"),
  alone: aloneIn(dialect),
})

/** Waits until nobody else looks in the scope; nothing at all where only one writes at a time. */
const aloneIn = (dialect: Dialect): ((given: Scoped) => Steps<void>) => {
  const { sight } = dialect
  if (sight === undefined) return function* () {}
  const wait = one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer.selectNoFrom(sql`${sql.raw(sight)}(hashtextextended(${mode} || ' ' || ${merchant}, 0))`.as("alone")),
  )
  return function* (given) {
    yield* wait(given)
  }
}

type Whose = Scoped & { readonly whose: string; readonly since: string }

const pastRefunds = (dialect: Dialect, by: "customer_id" | "requested_by") =>
  many<Whose>()(dialect, (writer, { merchant, mode, since, whose }) =>
    writer
      .selectFrom("refund")
      .select(["created_at as at", "amount", "currency"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where(by, "=", whose)
      .where("created_at", ">=", since)
      .where("status", "not in", [sql.lit("failed"), sql.lit("canceled"), sql.lit("rejected")])
      .orderBy("created_at"),
  )

const pastSessions = (dialect: Dialect, by: "customer_id" | "requested_by") =>
  many<Whose>()(dialect, (writer, { merchant, mode, since, whose }) =>
    writer
      .selectFrom("session")
      .select(["opened_at as at", "amount", "currency"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where(by, "=", whose)
      .where("opened_at", ">=", since)
      .where("status", "=", sql.lit("open"))
      .orderBy("opened_at"),
  )
