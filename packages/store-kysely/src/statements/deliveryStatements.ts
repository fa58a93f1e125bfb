/** Every statement of messages to webhooks: queued, leased, ended, raised and forgotten. */
import { type Expression, type SqlBool, sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write, written } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"
import type { OfWebhook } from "./webhookStatements.ts"

type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }

const messageColumns = [
  "merchant",
  "mode",
  "webhook_id",
  "id",
  "lane",
  "sequence",
  "type",
  "body",
  "at",
  "status",
  "tries",
  "ready",
  "worker",
  "tried_at",
  "reason",
] as const

type Status = Tables["delivery"]["status"]
type Queued = Omit<Row<"delivery">, "seq">
type OfMessage = OfWebhook & { readonly seq: number }
type Listing = OfWebhook & { readonly before: number; readonly limit: number }

const listed = (writer: Dialect["writer"], { before, limit, merchant, mode, webhook }: Listing) =>
  ofWebhook(writer.selectFrom("delivery").select(["seq", ...messageColumns]), { merchant, mode, webhook })
    .where("seq", "<", before)
    .orderBy("seq", "desc")
    .limit(limit)

/** The statements of messages. */
export const deliveryStatements = (dialect: Dialect) => ({
  queue: write<Queued>()(dialect, (writer, row) =>
    writer
      .insertInto("delivery")
      .values(allOf(row, messageColumns))
      .onConflict((known) => known.columns(["merchant", "mode", "webhook_id", "id"]).doNothing()),
  ),
  /** The oldest of a lane that waits. */
  waitingIn: one<OfWebhook & { readonly lane: string }>()(dialect, (writer, { lane, merchant, mode, webhook }) =>
    ofWebhook(writer.selectFrom("delivery").select("seq"), { merchant, mode, webhook })
      .where("lane", "=", lane)
      .where("status", "=", sql.lit("waiting"))
      .orderBy("seq")
      .limit(sql.lit(1)),
  ),
  ...leasing(dialect),
  ...ending(dialect),
  /** Where a message stands; undefined where the webhook has none of that id. */
  placeOf: one<OfWebhook & { readonly message: string }>()(dialect, (writer, { merchant, message, mode, webhook }) =>
    ofWebhook(writer.selectFrom("delivery").select("seq"), { merchant, mode, webhook }).where("id", "=", message),
  ),
  listed: many<Listing>()(dialect, listed),
  listedAs: many<Listing & { readonly status: Status }>()(dialect, (writer, given) =>
    listed(writer, given).where("status", "=", given.status),
  ),
})

const leasing = (dialect: Dialect) => ({
  /** Webhooks that have something to be sent. */
  busy: many<{ readonly mode: Scoped["mode"]; readonly now: number }>()(dialect, (writer, { mode, now }) =>
    writer
      .selectFrom("delivery")
      .select(["merchant", "webhook_id"])
      .distinct()
      .where("mode", "=", mode)
      .where("ready", "is not", null)
      .where("ready", "<=", now)
      // Everybody who leases takes them in this order, so that nobody waits for somebody who waits for him.
      .orderBy("merchant")
      .orderBy("webhook_id"),
  ),
  /** The first of each lane of which none is under way: one that was replayed goes before what came after it. */
  ready: many<OfWebhook & { readonly now: number; readonly limit: number }>()(
    dialect,
    (writer, { limit, merchant, mode, now, webhook }) =>
      ofWebhook(writer.selectFrom("delivery").select(["seq", ...messageColumns]), { merchant, mode, webhook })
        .where("ready", "is not", null)
        .where("ready", "<=", now)
        .where(isFirst)
        .where(noneUnderWay(now))
        .orderBy("ready")
        .orderBy("seq")
        .limit(limit)
        .modifyEnd(sql.raw(dialect.lease)),
  ),
  lease: write<OfMessage & { readonly worker: string; readonly until: number }>()(
    dialect,
    (writer, { merchant, mode, seq, until, webhook, worker }) =>
      ofWebhook(writer.updateTable("delivery").set({ worker, ready: until }), { merchant, mode, webhook }).where(
        "seq",
        "=",
        seq,
      ),
  ),
})

type Ended = OfMessage & {
  readonly worker: string
  readonly status: Status
  readonly ready: number | null
  readonly at: string
  readonly reason: string | null
}

const ending = (dialect: Dialect) => ({
  /** Undefined where the lease is somebody else's by now. */
  end: written<Ended>()(dialect, (writer, { at, merchant, mode, ready, reason, seq, status, webhook, worker }) =>
    ofWebhook(
      writer.updateTable("delivery").set((row) => ({
        status,
        ready,
        reason,
        tried_at: at,
        worker: sql`null`,
        tries: row("tries", "+", sql.lit(1)),
      })),
      { merchant, mode, webhook },
    )
      .where("seq", "=", seq)
      .where("worker", "=", worker)
      .returning("lane"),
  ),
  ...waking(dialect),
  bury: write<OfWebhook & { readonly reason: string }>()(dialect, (writer, { merchant, mode, reason, webhook }) =>
    ofWebhook(
      writer.updateTable("delivery").set({ status: sql.lit("dead"), ready: sql`null`, worker: sql`null`, reason }),
      { merchant, mode, webhook },
    ).where("status", "=", sql.lit("waiting")),
  ),
  ...raising(dialect),
})

const waking = (dialect: Dialect) => ({
  /** Lets go what waits for nothing. */
  wake: write<OfWebhook & { readonly lane: string; readonly now: number }>()(
    dialect,
    (writer, { lane, merchant, mode, now, webhook }) =>
      ofWebhook(writer.updateTable("delivery").set({ ready: now }), { merchant, mode, webhook })
        .where("lane", "=", lane)
        .where("status", "=", sql.lit("waiting"))
        .where("ready", "is", null)
        .where(isFirst),
  ),
  wakeAll: write<{ readonly now: number }>()(dialect, (writer, { now }) =>
    writer
      .updateTable("delivery")
      .set({ ready: now })
      .where("status", "=", sql.lit("waiting"))
      .where("ready", "is", null)
      .where(isFirst),
  ),
  wakeOf: write<OfWebhook & { readonly now: number }>()(dialect, (writer, { merchant, mode, now, webhook }) =>
    ofWebhook(writer.updateTable("delivery").set({ ready: now }), { merchant, mode, webhook })
      .where("status", "=", sql.lit("waiting"))
      .where("ready", "is", null)
      .where(isFirst),
  ),
})

/** Ended messages, waiting again or forgotten. */
const raising = (dialect: Dialect) => ({
  raiseDead: many<OfWebhook>()(dialect, (writer, { merchant, mode, webhook }) =>
    ofWebhook(raised(writer), { merchant, mode, webhook }).where("status", "=", sql.lit("dead")).returning("id"),
  ),
  raiseOne: many<OfWebhook & { readonly message: string }>()(dialect, (writer, { merchant, message, mode, webhook }) =>
    ofWebhook(raised(writer), { merchant, mode, webhook })
      .where("id", "=", message)
      .where("status", "<>", sql.lit("waiting"))
      .returning("id"),
  ),
  raiseSince: many<OfWebhook & { readonly since: string }>()(dialect, (writer, { merchant, mode, since, webhook }) =>
    ofWebhook(raised(writer), { merchant, mode, webhook })
      .where("at", ">=", since)
      .where("status", "<>", sql.lit("waiting"))
      .returning("id"),
  ),
  forget: write<{ readonly before: string }>()(dialect, (writer, { before }) =>
    writer.deleteFrom("delivery").where("status", "<>", sql.lit("waiting")).where("at", "<", before),
  ),
  forgetOf: write<OfWebhook>()(dialect, (writer, { merchant, mode, webhook }) =>
    ofWebhook(writer.deleteFrom("delivery"), { merchant, mode, webhook }),
  ),
})

const raised = (writer: Dialect["writer"]) =>
  writer.updateTable("delivery").set({
    status: sql.lit("waiting"),
    tries: sql`0`,
    ready: sql`null`,
    worker: sql`null`,
    reason: sql`null`,
  })

/** Nothing before it in its lane waits. */
const isFirst: Expression<SqlBool> = sql<SqlBool>`not exists (select 1 from delivery earlier
where earlier.merchant = delivery.merchant and earlier.mode = delivery.mode and earlier.webhook_id = delivery.webhook_id
and earlier.lane = delivery.lane and earlier.seq < delivery.seq and earlier.status = 'waiting')`

/** Nobody is sending any of its lane, itself included: a lease that is over is nobody's. */
const noneUnderWay = (asOf: number): Expression<SqlBool> => sql<SqlBool>`not exists (select 1 from delivery other
where other.merchant = delivery.merchant and other.mode = delivery.mode and other.webhook_id = delivery.webhook_id
and other.lane = delivery.lane and other.status = 'waiting' and other.worker is not null and other.ready > ${asOf})`

interface Narrowed<Q> {
  readonly where: (column: "merchant" | "mode" | "webhook_id", operator: "=", value: string) => Q
}

/** Those of one webhook: what every statement of its messages is narrowed by. */
const ofWebhook = <Q extends Narrowed<Q>>(query: Q, { merchant, mode, webhook }: OfWebhook): Q =>
  query.where("merchant", "=", merchant).where("mode", "=", mode).where("webhook_id", "=", webhook)
