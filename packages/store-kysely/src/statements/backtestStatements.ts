/** Every statement of backtests: asked for, leased, kept and forgotten. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write, written } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row = { readonly [K in keyof Tables["backtest"]]: Tables["backtest"][K] }
type ById = Scoped & { readonly id: string }
type Leased = ById & { readonly worker: string; readonly progress: string }

const columns = ["merchant", "mode", "id", "created_at", "status", "ready", "worker", "question", "progress"] as const

/** Of those that ended, so many of a scope are kept. */
const KEPT = 100

/** The statements of backtests. */
export const backtestStatements = (dialect: Dialect) => ({
  insert: write<Row>()(dialect, (writer, row) => writer.insertInto("backtest").values(allOf(row, columns))),
  find: one<ById>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("backtest")
      .select(columns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id),
  ),
  underWay: many<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("backtest")
      .select("id")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("ready", "is not", null),
  ),
  forget: write<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .deleteFrom("backtest")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("ready", "is", null)
      .where("id", "not in", (newest) =>
        newest
          .selectFrom("backtest")
          .select("id")
          .where("merchant", "=", merchant)
          .where("mode", "=", mode)
          .where("ready", "is", null)
          .orderBy("created_at", "desc")
          .orderBy("id", "desc")
          .limit(sql.lit(KEPT)),
      ),
  ),
  ...leasing(dialect),
})

const leasing = (dialect: Dialect) => ({
  next: one<{ readonly mode: Scoped["mode"]; readonly now: number }>()(dialect, (writer, { mode, now }) =>
    writer
      .selectFrom("backtest")
      .select(columns)
      .where("mode", "=", mode)
      .where("ready", "is not", null)
      .where("ready", "<=", now)
      .orderBy("ready")
      .limit(sql.lit(1))
      .modifyEnd(sql.raw(dialect.lease)),
  ),
  lease: write<Leased & { readonly until: number }>()(
    dialect,
    (writer, { id, merchant, mode, progress, until, worker }) =>
      writer
        .updateTable("backtest")
        .set({ status: sql.lit("running"), worker, ready: until, progress })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("id", "=", id),
  ),
  /** Undefined where the lease is somebody else's by now. */
  keep: written<Leased & { readonly until: number }>()(
    dialect,
    (writer, { id, merchant, mode, progress, until, worker }) =>
      writer
        .updateTable("backtest")
        .set({ ready: until, progress })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("id", "=", id)
        .where("worker", "=", worker)
        .returning("id"),
  ),
  release: write<Leased & { readonly ready: number | null; readonly status: Row["status"] }>()(
    dialect,
    (writer, { id, merchant, mode, progress, ready, status, worker }) =>
      writer
        .updateTable("backtest")
        .set({ status, ready, progress, worker: sql`null` })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("id", "=", id)
        .where("worker", "=", worker),
  ),
})
