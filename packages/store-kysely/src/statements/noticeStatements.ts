/** Every statement of what providers told us. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write, written } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }
type OfNotice = Scoped & { readonly provider: string; readonly id: string }
type Named = Scoped & { readonly provider: string; readonly name: string; readonly value: string }

const columns = ["merchant", "mode", "provider", "id", "type", "tells", "received_at"] as const

/** The statements of notices. */
export const noticeStatements = (dialect: Dialect) => ({ ...keeping(dialect), ...taking(dialect), ...orphans(dialect) })

const keeping = (dialect: Dialect) => ({
  find: one<OfNotice>()(dialect, (writer, { id, merchant, mode, provider }) =>
    writer
      .selectFrom("notice")
      .select(["taken", "tells"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("provider", "=", provider)
      .where("id", "=", id),
  ),
  /** Undefined where another was faster with the same one. */
  insert: written<Row<"notice">>()(dialect, (writer, row) =>
    writer
      .insertInto("notice")
      .values(allOf(row, [...columns, "taken", "due", "payment_id", "incident_id"]))
      .onConflict((known) => known.columns(["merchant", "mode", "provider", "id"]).doNothing())
      .returning("id"),
  ),
  due: many<{ readonly at: string; readonly limit: number }>()(dialect, (writer, { at, limit }) =>
    writer
      .selectFrom("notice")
      .select(columns)
      .where("taken", "=", sql.lit(0))
      .where("due", "<=", at)
      .orderBy("due")
      .orderBy("id")
      .limit(limit),
  ),
})

const taking = (dialect: Dialect) => ({
  take: written<OfNotice & { readonly payment: string }>()(
    dialect,
    (writer, { id, merchant, mode, payment, provider }) =>
      writer
        .updateTable("notice")
        .set({ taken: sql.lit(1), payment_id: payment })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("provider", "=", provider)
        .where("id", "=", id)
        .where("taken", "=", sql.lit(0))
        .returning(["incident_id", "tells"]),
  ),
  putOff: written<OfNotice & { readonly until: string }>()(dialect, (writer, { id, merchant, mode, provider, until }) =>
    writer
      .updateTable("notice")
      .set({ due: until })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("provider", "=", provider)
      .where("id", "=", id)
      .where("taken", "=", sql.lit(0))
      .returning("incident_id"),
  ),
  alarmed: write<OfNotice & { readonly incident: string }>()(
    dialect,
    (writer, { id, incident, merchant, mode, provider }) =>
      writer
        .updateTable("notice")
        .set({ incident_id: incident })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("provider", "=", provider)
        .where("id", "=", id),
  ),
})

/** The names of waiting notices whose payment nobody had registered. */
const orphans = (dialect: Dialect) => ({
  name: write<Row<"orphan_name">>()(dialect, (writer, row) =>
    writer.insertInto("orphan_name").values(allOf(row, ["merchant", "mode", "provider", "name", "value", "notice_id"])),
  ),
  unname: write<Row<"orphan_name">>()(dialect, (writer, { merchant, mode, name, notice_id, provider, value }) =>
    writer
      .deleteFrom("orphan_name")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("provider", "=", provider)
      .where("name", "=", name)
      .where("value", "=", value)
      .where("notice_id", "=", notice_id),
  ),
  named: many<Named>()(dialect, (writer, { merchant, mode, name, provider, value }) =>
    writer
      .selectFrom("orphan_name")
      .innerJoin("notice", (join) =>
        join
          .onRef("notice.merchant", "=", "orphan_name.merchant")
          .onRef("notice.mode", "=", "orphan_name.mode")
          .onRef("notice.provider", "=", "orphan_name.provider")
          .onRef("notice.id", "=", "orphan_name.notice_id"),
      )
      .select(columns.map((column) => `notice.${column}` as const))
      .where("orphan_name.merchant", "=", merchant)
      .where("orphan_name.mode", "=", mode)
      .where("orphan_name.provider", "=", provider)
      .where("orphan_name.name", "=", name)
      .where("orphan_name.value", "=", value),
  ),
})
