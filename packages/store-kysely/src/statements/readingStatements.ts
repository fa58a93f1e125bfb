/** Every statement that reads single records and events. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { many, one } from "../Statement.ts"
import type { Scoped } from "./ledgerStatements.ts"

type OfClaim = Scoped & { readonly id: string }

/** What is read of a refund, a session, a dispute, an event and an incident; lists read the same. */
export const refundColumns = [
  "id",
  "created_at as at",
  "payment_id",
  "provider",
  "currency",
  "body",
  "decided",
] as const
export const sessionColumns = [
  "id",
  "opened_at as at",
  "payment_id",
  "provider",
  "currency",
  "body",
  "decided",
] as const
const eventColumns = ["position", "payment_id", "sequence", "by", "body", "hash"] as const

/** The statements that find one record by its id. */
export const readingStatements = (dialect: Dialect) => ({
  refund: one<OfClaim>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("refund")
      .select(refundColumns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id)
      .$if(dialect.placed !== undefined, (query) =>
        query.where("payment_id", "=", sql<string>`(${dialect.placed!(merchant, mode, id)})`),
      ),
  ),
  session: one<OfClaim>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("session")
      .select(sessionColumns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id),
  ),
  dispute: one<OfClaim>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("dispute")
      .select(["payment_id", "body"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id),
  ),
})

/** The statements that read events in their order, and sessions by their end. */
export const orderedStatements = (dialect: Dialect) => ({
  sessionsEnded: many<{ readonly asOf: string; readonly limit: number }>()(dialect, (writer, { asOf, limit }) =>
    writer
      .selectFrom("session")
      .select(["merchant", "mode", "payment_id", "id"])
      .where("status", "=", sql.lit("open"))
      .where("expires_at", "<=", asOf)
      .orderBy("expires_at")
      .limit(limit),
  ),
  events: many<Scoped & { readonly after: number; readonly limit: number }>()(
    dialect,
    (writer, { after, limit, merchant, mode }) =>
      writer
        .selectFrom("event")
        .select(eventColumns)
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("position", ">", after)
        .orderBy("position")
        .limit(limit),
  ),
  eventsOf: many<Scoped & { readonly payment: string; readonly after: number; readonly limit: number }>()(
    dialect,
    (writer, { after, limit, merchant, mode, payment }) =>
      writer
        .selectFrom("event")
        .select(eventColumns)
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
        .where("sequence", ">", after)
        .orderBy("sequence")
        .limit(limit),
  ),
})
