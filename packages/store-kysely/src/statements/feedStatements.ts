/** Every statement of the feed: events and what happened to incidents, each in the order of their commits. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write } from "../Statement.ts"
import { allOf, type OfPayment, type Scoped } from "./ledgerStatements.ts"

type Told = { readonly [K in Exclude<keyof Tables["incident_event"], "turn" | "after">]: Tables["incident_event"][K] }

const eventColumns = ["merchant", "mode", "position", "payment_id", "sequence", "by", "body", "hash"] as const
const lifeColumns = [
  "merchant",
  "mode",
  "incident_id",
  "sequence",
  "payment_id",
  "refund_id",
  "tag",
  "at",
  "by",
  "body",
  "hash",
] as const

/** The statements of the feed; `tell` writes, and knows which events came before. */
export const feedStatements = (dialect: Dialect) => ({
  tell: write<Told>()(dialect, (writer, row) =>
    writer.insertInto("incident_event").values({
      ...allOf(row, lifeColumns),
      after: sql<number>`(select coalesce(max(position), 0) from event)`,
    }),
  ),
  events: many<{ readonly after: number; readonly limit: number }>()(dialect, (writer, { after, limit }) =>
    writer.selectFrom("event").select(eventColumns).where("position", ">", after).orderBy("position").limit(limit),
  ),
  lives: many<{ readonly after: number; readonly limit: number }>()(dialect, (writer, { after, limit }) =>
    writer.selectFrom("incident_event").selectAll().where("turn", ">", after).orderBy("turn").limit(limit),
  ),
  livesIn: many<Scoped & { readonly after: number; readonly limit: number }>()(
    dialect,
    (writer, { after, limit, merchant, mode }) =>
      writer
        .selectFrom("incident_event")
        .selectAll()
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("turn", ">", after)
        .orderBy("turn")
        .limit(limit),
  ),
  ...finding(dialect),
  ...newest(dialect),
})

/** One of the feed by its name. */
const finding = (dialect: Dialect) => ({
  ofPayment: one<OfPayment & { readonly sequence: number }>()(
    dialect,
    (writer, { merchant, mode, payment, sequence }) =>
      writer
        .selectFrom("event")
        .select("position")
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
        .where("sequence", "=", sequence),
  ),
  ofIncident: one<Scoped & { readonly incident: string; readonly sequence: number }>()(
    dialect,
    (writer, { incident, merchant, mode, sequence }) =>
      writer
        .selectFrom("incident_event")
        .select(["turn", "after", "hash"])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("incident_id", "=", incident)
        .where("sequence", "=", sequence),
  ),
  /** How many of them came before an event. */
  turnBefore: one<Scoped & { readonly position: number }>()(dialect, (writer, { merchant, mode, position }) =>
    writer
      .selectFrom("incident_event")
      .select("turn")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("after", "<", position)
      .orderBy("turn", "desc")
      .limit(sql.lit(1)),
  ),
})

/** The newest of a scope. */
const newest = (dialect: Dialect) => ({
  newestEvent: one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("event")
      .select(eventColumns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .orderBy("position", "desc")
      .limit(sql.lit(1)),
  ),
  newestLife: one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("incident_event")
      .selectAll()
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .orderBy("turn", "desc")
      .limit(sql.lit(1)),
  ),
})
