/** Every statement the write path runs on a payment, its claims and its events, each compiled once. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { grown, many, one, write, written, writtenEach } from "../Statement.ts"
import type { Tables } from "../schema/Tables.ts"

/** What every key begins with. */
export type Scoped = { readonly merchant: string; readonly mode: "test" | "live" }
export type OfPayment = Scoped & { readonly payment: string }
type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }
type Fresh<T extends keyof Tables> = { readonly [K in Exclude<keyof Tables[T], "position">]: Tables[T][K] }

/** By how much a balance moves; each is added in SQL, so that the database's own checks judge the sum. */
export type Moved = {
  readonly refunded: number
  readonly held: number
  readonly retained: number
  readonly disputed: number
}

type Guarded = OfPayment &
  Moved & {
    readonly seen: number
    readonly count: number
    readonly head: string
    readonly latest: string | null
    readonly excess: number
    /** 1 where the world may have taken more than was captured, 0 where only we did. */
    readonly outside: number
  }

const guarded = (writer: Dialect["writer"], given: Guarded) =>
  writer
    .updateTable("payment")
    .set((row) => ({
      version: row("version", "+", given.count),
      head: given.head,
      latest: given.latest,
      refunded: row("refunded", "+", given.refunded),
      held: row("held", "+", given.held),
      retained: row("retained", "+", given.retained),
      disputed: row("disputed", "+", given.disputed),
      // What we start ourselves never makes an excess: were there one, the check refuses it.
      excess: sql<number>`case when ${given.outside} = 1 or excess > ${given.excess} then ${given.excess} else excess end`,
    }))
    .where("merchant", "=", given.merchant)
    .where("mode", "=", given.mode)
    .where("id", "=", given.payment)
    .where("version", "=", given.seen)
    .returning(["captured", "excess", "refunded", "held", "retained", "disputed"])

/** A payment's head, and all that is stored of it: read as it stands, or so that nobody else changes it meanwhile. */
const standing = (dialect: Dialect, end: string) => ({
  head: one<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom("payment")
      .select("head")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", payment)
      .modifyEnd(sql.raw(end)),
  ),
  stored: one<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom("payment")
      .select(["version", "head", "latest", "body", "grown"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", payment)
      .modifyEnd(sql.raw(end)),
  ),
})

/** The statements of payments. */
export const paymentStatements = (dialect: Dialect) => ({
  read: standing(dialect, ""),
  guarded: standing(dialect, dialect.guard),
  insert: write<Row<"payment">>()(dialect, (writer, row) => writer.insertInto("payment").values(allOf(row, columns))),
  guard: written<Guarded>()(dialect, guarded),
  guardGrown: written<Guarded & { readonly captured: number; readonly status: string; readonly grown: string }>()(
    dialect,
    (writer, given) =>
      guarded(writer, given).set({ captured: given.captured, status: given.status, grown: given.grown }),
  ),
  named: one<Scoped & { readonly provider: string; readonly name: string; readonly value: string }>()(
    dialect,
    (writer, { merchant, mode, name, provider, value }) =>
      writer
        .selectFrom("payment_reference")
        .select("payment_id")
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("provider", "=", provider)
        .where("name", "=", name)
        .where("value", "=", value),
  ),
  name: write<Row<"payment_reference">>()(dialect, (writer, row) =>
    writer
      .insertInto("payment_reference")
      .values(allOf(row, ["merchant", "mode", "provider", "name", "value", "payment_id"])),
  ),
})

const columns = [
  "merchant",
  "mode",
  "id",
  "provider",
  "currency",
  "customer_id",
  "status",
  "created_at",
  "version",
  "head",
  "latest",
  "captured",
  "excess",
  "refunded",
  "held",
  "retained",
  "disputed",
  "body",
  "grown",
] as const

/** The named columns of a row of markers, as a plain object. */
export const allOf = <R, K extends keyof R>(row: R, names: readonly K[]): Pick<R, K> =>
  Object.fromEntries(names.map((name) => [name, row[name]])) as Pick<R, K>

/** The statements of lines. */
export const lineStatements = (dialect: Dialect) => ({
  insert: write<Row<"line">>()(dialect, (writer, row) =>
    writer
      .insertInto("line")
      .values(allOf(row, ["merchant", "mode", "payment_id", "id", "gross", "taken", "units", "units_taken"])),
  ),
  grow: write<OfPayment & { readonly line: string; readonly gross: number; readonly units: number }>()(
    dialect,
    (writer, { gross, line, merchant, mode, payment, units }) =>
      writer
        .insertInto("line")
        .values({ merchant, mode, payment_id: payment, id: line, gross, units, taken: sql`0`, units_taken: sql`0` })
        .onConflict((known) => known.columns(["merchant", "mode", "payment_id", "id"]).doUpdateSet({ gross, units })),
  ),
  take: writtenEach<OfPayment & { readonly line: string; readonly taken: number; readonly units: number }>()(
    dialect,
    (writer, { line, merchant, mode, payment, taken, units }) =>
      writer
        .updateTable("line")
        .set((row) => ({ taken: row("taken", "+", taken), units_taken: row("units_taken", "+", units) }))
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
        .where("id", "=", line)
        .returning(["id", "taken", "units_taken"]),
  ),
  of: many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom("line")
      .select(["id", "gross", "taken", "units", "units_taken"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment),
  ),
})

/** The statements of events and of what the store knows of itself. */
export const eventStatements = (dialect: Dialect) => ({
  append: write<Fresh<"event">>()(dialect, (writer, row) =>
    writer
      .insertInto("event")
      .values(allOf(row, ["merchant", "mode", "payment_id", "sequence", "tag", "at", "by", "body", "hash"])),
  ),
  history: many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom("event")
      .select("body")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .orderBy("sequence"),
  ),
  advance: grown<{ readonly at: string }>()(dialect, (writer, { at }) =>
    writer
      .updateTable("store_state")
      .set({ value: at })
      .where("name", "=", sql.raw<string>(dialect.latest))
      .where("value", "<", at),
  ),
  /** As large as what a change writes: one that is small finds room on a disk that has none for a change. */
  probe: write<{ readonly filling: string }>()(dialect, (writer, { filling }) =>
    writer
      .insertInto("store_state")
      .values({ name: sql.lit("probe"), value: filling })
      .onConflict((known) => known.column("name").doUpdateSet({ value: filling })),
  ),
  latest: one<Record<never, never>>()(dialect, (writer) =>
    writer
      .selectFrom("store_state")
      .select((row) => row.fn.max("value").as("value"))
      .where("name", "like", sql.lit("latest%")),
  ),
})
