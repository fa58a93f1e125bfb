/** Every statement the write path runs on keys, errands, incidents and refused asks. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, oneEach, type Steps, write, written } from "../Statement.ts"
import { allOf, type OfPayment, type Scoped } from "./ledgerStatements.ts"

type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }
type OfErrand = OfPayment & { readonly id: string }

/** The statements of keys. */
export const keyStatements = (dialect: Dialect) => ({
  find: oneEach<Scoped & { readonly door: string; readonly key: string }>()(
    dialect,
    (writer, { door, key, merchant, mode }) =>
      writer
        .selectFrom("once_key")
        .select(["door", "key", "fingerprint", "subject", "answer", "at"])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("door", "=", door)
        .where("key", "=", key),
  ),
  insert: write<Row<"once_key">>()(dialect, (writer, row) =>
    writer
      .insertInto("once_key")
      .values(allOf(row, ["merchant", "mode", "door", "key", "fingerprint", "subject", "answer", "at"])),
  ),
})

/** The statements of errands: an ended one stays, so that its id is never leased again. */
export const errandStatements = (dialect: Dialect) => ({
  insert: write<OfErrand & { readonly refund: string; readonly due: string | null; readonly ready: number }>()(
    dialect,
    (writer, { due, id, merchant, mode, payment, ready, refund }) =>
      writer
        .insertInto("errand")
        .values({
          merchant,
          mode,
          payment_id: payment,
          id,
          refund_id: refund,
          due,
          ready,
          worker: sql`null`,
          ended: sql`0`,
        })
        .onConflict((known) => known.columns(["merchant", "mode", "payment_id", "id"]).doNothing()),
  ),
  postpone: write<OfErrand & { readonly due: string | null; readonly ready: number }>()(
    dialect,
    (writer, { due, id, merchant, mode, payment, ready }) =>
      writer
        .updateTable("errand")
        .set({ due, ready, worker: sql`null` })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
        .where("id", "=", id)
        .where("ended", "=", sql.lit(0)),
  ),
  end: write<OfErrand>()(dialect, (writer, { id, merchant, mode, payment }) =>
    writer
      .updateTable("errand")
      .set({ ended: sql.lit(1) })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .where("id", "=", id),
  ),
})

/** Whether an errand is still to be done. */
export const openErrandStatements = (dialect: Dialect) => ({
  open: one<OfErrand>()(dialect, (writer, { id, merchant, mode, payment }) =>
    writer
      .selectFrom("errand")
      .select("seq")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .where("id", "=", id)
      .where("ended", "=", sql.lit(0)),
  ),
})

/** The statements of leases: errands that are ready, the longest first. */
export const leaseStatements = (dialect: Dialect) => ({
  ready: many<{ readonly now: number; readonly limit: number }>()(dialect, (writer, { limit, now }) =>
    writer
      .selectFrom("errand")
      .select(["seq", "merchant", "mode", "payment_id", "id", "refund_id", "due"])
      .where("ended", "=", sql.lit(0))
      .where("ready", "<=", now)
      .orderBy("ready")
      .orderBy("seq")
      .limit(limit)
      .modifyEnd(sql.raw(dialect.lease)),
  ),
  now: clockOf(dialect),
  lease: write<{ readonly seq: number; readonly worker: string; readonly until: number }>()(
    dialect,
    (writer, { seq, until, worker }) =>
      writer.updateTable("errand").set({ worker, ready: until }).where("seq", "=", seq),
  ),
})

/** Milliseconds by which leases are judged: the database's own, where several processes share it. */
const clockOf = (dialect: Dialect): ((fallback: () => number) => Steps<number>) => {
  const { clock } = dialect
  if (clock === undefined)
    // oxlint-disable-next-line require-yield -- nobody has to be asked
    return function* (fallback) {
      return fallback()
    }
  const asked = one<Record<never, never>>()(dialect, (writer) =>
    writer.selectNoFrom(sql<number>`${sql.raw(clock)}`.as("now")),
  )
  return function* () {
    return (yield* asked({}))!.now
  }
}

/** The statements of what is kept beside the events. */
export const besideStatements = (dialect: Dialect) => ({
  refuse: write<Row<"refusal">>()(dialect, (writer, row) =>
    writer.insertInto("refusal").values(allOf(row, ["merchant", "mode", "payment_id", "at", "decided"])),
  ),
  alarm: write<
    Pick<Row<"incident">, Exclude<keyof Row<"incident">, "status" | "resolved_by" | "resolution" | "told">>
  >()(dialect, (writer, row) =>
    writer.insertInto("incident").values({
      ...allOf(row, ["merchant", "mode", "id", "payment_id", "refund_id", "kind", "detail", "opened_at"]),
      status: sql.lit("open"),
      resolved_by: sql`null`,
      resolution: sql`null`,
      told: sql.lit(1),
    }),
  ),
  resolve: written<Scoped & { readonly id: string; readonly actor: string; readonly resolution: string }>()(
    dialect,
    (writer, { actor, id, merchant, mode, resolution }) =>
      writer
        .updateTable("incident")
        .set({ status: sql.lit("resolved"), resolved_by: actor, resolution })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("id", "=", id)
        .where("status", "=", sql.lit("open"))
        .returning(["kind", "payment_id", "refund_id"]),
  ),
})
