/** Every statement of webhooks, and of how far they were told. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write, written } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }
/** One webhook. */
export type OfWebhook = Scoped & { readonly webhook: string }
type Place = { readonly position: number; readonly turn: number }

const webhookColumns = [
  "merchant",
  "mode",
  "id",
  "url",
  "events",
  "sealed",
  "status",
  "reason",
  "created_at",
  "from_position",
  "from_turn",
] as const

/** The statements of webhooks, and of how far they were told. */
export const webhookStatements = (dialect: Dialect) => ({
  insert: write<Row<"webhook">>()(dialect, (writer, row) =>
    writer.insertInto("webhook").values(allOf(row, webhookColumns)),
  ),
  all: many<Record<never, never>>()(dialect, (writer) =>
    writer.selectFrom("webhook").select(webhookColumns).orderBy("created_at").orderBy("id"),
  ),
  of: many<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("webhook")
      .select(webhookColumns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .orderBy("created_at")
      .orderBy("id"),
  ),
  guarded: one<OfWebhook>()(dialect, (writer, { merchant, mode, webhook }) =>
    writer
      .selectFrom("webhook")
      .select(webhookColumns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", webhook)
      .modifyEnd(sql.raw(dialect.guard)),
  ),
  ...changing(dialect),
  ...telling(dialect),
})

const changing = (dialect: Dialect) => ({
  reseal: write<OfWebhook & { readonly sealed: string }>()(dialect, (writer, { merchant, mode, sealed, webhook }) =>
    writer
      .updateTable("webhook")
      .set({ sealed })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", webhook),
  ),
  disable: write<OfWebhook & { readonly reason: string }>()(dialect, (writer, { merchant, mode, reason, webhook }) =>
    writer
      .updateTable("webhook")
      .set({ status: sql.lit("disabled"), reason })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", webhook),
  ),
  enable: written<OfWebhook>()(dialect, (writer, { merchant, mode, webhook }) =>
    writer
      .updateTable("webhook")
      .set({ status: sql.lit("enabled"), reason: sql`null` })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", webhook)
      .returning("id"),
  ),
  remove: written<OfWebhook>()(dialect, (writer, { merchant, mode, webhook }) =>
    writer
      .deleteFrom("webhook")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", webhook)
      .returning("id"),
  ),
})

const telling = (dialect: Dialect) => ({
  told: one<Record<never, never>>()(dialect, (writer) =>
    writer.selectFrom("webhook_told").select(["position", "turn"]),
  ),
  /** Nobody else moves it until the commit. */
  toldGuarded: one<Record<never, never>>()(dialect, (writer) =>
    writer.selectFrom("webhook_told").select(["position", "turn"]).modifyEnd(sql.raw(dialect.guard)),
  ),
  tell: write<Place>()(dialect, (writer, { position, turn }) =>
    writer.updateTable("webhook_told").set({ position, turn }),
  ),
  newestPosition: one<Record<never, never>>()(dialect, (writer) =>
    writer.selectFrom("event").select((row) => row.fn.max("position").as("newest")),
  ),
  newestTurn: one<Record<never, never>>()(dialect, (writer) =>
    writer.selectFrom("incident_event").select((row) => row.fn.max("turn").as("newest")),
  ),
})
