/** Every statement of merchants' gateways. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row = { readonly [K in keyof Tables["gateway"]]: Tables["gateway"][K] }

const columns = ["merchant", "mode", "provider", "url", "sealed", "changed_at", "turn"] as const

/** The statements of gateways. */
export const gatewayStatements = (dialect: Dialect) => ({
  find: one<Scoped & { readonly provider: string }>()(dialect, (writer, { merchant, mode, provider }) =>
    writer
      .selectFrom("gateway")
      .select(columns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("provider", "=", provider),
  ),
  latest: one<Record<never, never>>()(dialect, (writer) =>
    writer.selectFrom("gateway").select("turn").orderBy("turn", "desc").limit(sql.lit(1)),
  ),
  put: write<Row>()(dialect, (writer, row) =>
    writer
      .insertInto("gateway")
      .values(allOf(row, columns))
      .onConflict((known) =>
        known.columns(["merchant", "mode", "provider"]).doUpdateSet((given) => ({
          url: given.ref("excluded.url"),
          sealed: given.ref("excluded.sealed"),
          changed_at: given.ref("excluded.changed_at"),
          turn: given.ref("excluded.turn"),
        })),
      ),
  ),
  changedAfter: many<{ readonly turn: number }>()(dialect, (writer, { turn }) =>
    writer.selectFrom("gateway").select(columns).where("turn", ">", turn).orderBy("turn"),
  ),
})
