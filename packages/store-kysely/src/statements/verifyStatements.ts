/** Every statement that proves a store: payments in turn, with all of their rows as they are stored. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import { many, one, type Steps } from "../Statement.ts"
import type { OfPayment, Scoped } from "./ledgerStatements.ts"

type After = { readonly merchant: string; readonly mode: string; readonly id: string; readonly limit: number }

/** The statements of a proof. */
export const verifyStatements = (dialect: Dialect) => ({
  payments: many<After>()(dialect, (writer, { id, limit, merchant, mode }) =>
    writer
      .selectFrom("payment")
      .selectAll()
      .where((row) => row(row.refTuple("merchant", "mode", "id"), ">", row.tuple(merchant, mode as "test", id)))
      .orderBy("merchant")
      .orderBy("mode")
      .orderBy("id")
      .limit(limit),
  ),
  events: many<OfPayment & { readonly after: number; readonly limit: number }>()(
    dialect,
    (writer, { after, limit, merchant, mode, payment }) =>
      writer
        .selectFrom("event")
        .select(["sequence", "tag", "at", "by", "body", "hash"])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("payment_id", "=", payment)
        .where("sequence", ">", after)
        .orderBy("sequence")
        .limit(limit),
  ),
  refunds: rowsOf(dialect, "refund"),
  sessions: rowsOf(dialect, "session"),
  disputes: rowsOf(dialect, "dispute"),
  ...owning(dialect),
  ...newest(dialect),
  ...incidents(dialect),
  ...sealed(dialect),
})

/** Rows with the payment they belong to, where that is there. */
const owning = (dialect: Dialect) => ({
  owned: {
    refund: ownedRows(dialect, "refund"),
    session: ownedRows(dialect, "session"),
    dispute: ownedRows(dialect, "dispute"),
    line: ownedRows(dialect, "line"),
  },
  counted: many<{ readonly after: number; readonly limit: number }>()(dialect, (writer, { after, limit }) =>
    writer
      .selectFrom("event")
      .leftJoin("payment", (join) =>
        join
          .onRef("payment.merchant", "=", "event.merchant")
          .onRef("payment.mode", "=", "event.mode")
          .onRef("payment.id", "=", "event.payment_id"),
      )
      .select(["event.position", "event.merchant", "event.mode", "event.payment_id", "payment.id as owner"])
      .where("event.position", ">", after)
      .orderBy("event.position")
      .limit(limit),
  ),
})

/** The newest events, the last one first, each with the hash before it and with its payment. */
const newest = (dialect: Dialect) => ({
  eventsCounted: countedBy(dialect),
  newest: many<{ readonly after: number; readonly limit: number }>()(dialect, (writer, { after, limit }) =>
    writer
      .selectFrom("event as e")
      .leftJoin("payment as p", (join) =>
        join.onRef("p.merchant", "=", "e.merchant").onRef("p.mode", "=", "e.mode").onRef("p.id", "=", "e.payment_id"),
      )
      .leftJoin("event as b", (join) =>
        join
          .onRef("b.merchant", "=", "e.merchant")
          .onRef("b.mode", "=", "e.mode")
          .onRef("b.payment_id", "=", "e.payment_id")
          .on((row) => row("b.sequence", "=", row("e.sequence", "-", sql.lit(1)))),
      )
      .select(["e.position", "e.merchant", "e.mode", "e.payment_id", "e.sequence", "e.tag", "e.at", "e.by", "e.body"])
      .select(["e.hash", "b.hash as hash_before", "p.head", "p.version", "p.created_at", "p.body as registered"])
      .where("e.position", ">", after)
      .orderBy("e.position", "desc")
      .limit(limit),
  ),
})

/** How many events the database counted, where it counts them beside; undefined elsewhere. */
const countedBy = (dialect: Dialect): (() => Steps<number | undefined>) => {
  const { eventsCounted } = dialect
  if (eventsCounted === undefined)
    // oxlint-disable-next-line require-yield -- nobody has to be asked
    return function* () {
      return undefined
    }
  const asked = one<Record<never, never>>()(dialect, (writer) =>
    writer.selectNoFrom(sql<number>`(${sql.raw(eventsCounted)})`.as("counted")),
  )
  return function* () {
    return (yield* asked({}))?.counted
  }
}

const incidents = (dialect: Dialect) => ({
  incident: one<Scoped & { readonly id: string }>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("incident")
      .select("id")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id),
  ),
  incidents: many<After>()(dialect, (writer, { id, limit, merchant, mode }) =>
    writer
      .selectFrom("incident")
      .selectAll()
      .where((row) => row(row.refTuple("merchant", "mode", "id"), ">", row.tuple(merchant, mode as "test", id)))
      .orderBy("merchant")
      .orderBy("mode")
      .orderBy("id")
      .limit(limit),
  ),
  life: one<Scoped & { readonly incident: string; readonly sequence: number }>()(
    dialect,
    (writer, { incident, merchant, mode, sequence }) =>
      writer
        .selectFrom("incident_event")
        .select(["at", "by", "body", "payment_id", "refund_id"])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("incident_id", "=", incident)
        .where("sequence", "=", sequence),
  ),
})

/** What there is up to a place, and what the newest seals of all merchants say of it. */
const sealed = (dialect: Dialect) => ({
  eventsUpTo: one<Pick<Scoped, "mode"> & { readonly position: number }>()(dialect, (writer, { mode, position }) =>
    writer
      .selectFrom("event")
      .select((row) => row.fn.countAll<number>().as("count"))
      .where("mode", "=", mode)
      .where("position", "<=", position),
  ),
  livesUpTo: one<Pick<Scoped, "mode"> & { readonly turn: number }>()(dialect, (writer, { mode, turn }) =>
    writer
      .selectFrom("incident_event")
      .select((row) => row.fn.countAll<number>().as("count"))
      .where("mode", "=", mode)
      .where("turn", "<=", turn),
  ),
  sealedIn: many<Pick<Scoped, "mode">>()(dialect, (writer, { mode }) =>
    writer
      .selectFrom("seal")
      .select((row) => [
        row.fn.countAll<number>().as("seals"),
        row.fn.max("ordinal").as("ordinal"),
        row.fn.max("events").as("events"),
        row.fn.max("incidents").as("incidents"),
      ])
      .where("mode", "=", mode)
      .groupBy("merchant"),
  ),
})

const rowsOf = (dialect: Dialect, table: "refund" | "session" | "dispute") =>
  many<OfPayment>()(dialect, (writer, { merchant, mode, payment }) =>
    writer
      .selectFrom(table)
      .selectAll()
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("payment_id", "=", payment)
      .orderBy("place"),
  )

/** Rows of a table in turn, each with the payment it belongs to, where that is there. */
const ownedRows = (dialect: Dialect, table: "refund" | "session" | "dispute" | "line") => {
  // Lines are told apart within their payment only: there a payment's last is enough to go on from.
  const key = table === "line" ? "payment_id" : "id"
  return many<After>()(dialect, (writer, { id, limit, merchant, mode }) =>
    writer
      .selectFrom(`${table} as row` as "refund as row")
      .leftJoin("payment", (join) =>
        join
          .onRef("payment.merchant", "=", "row.merchant")
          .onRef("payment.mode", "=", "row.mode")
          .onRef("payment.id", "=", "row.payment_id"),
      )
      .select(["row.merchant", "row.mode", `row.${key} as id`, "row.payment_id", "payment.id as owner"])
      .where((row) =>
        row(row.refTuple("row.merchant", "row.mode", `row.${key}`), ">", row.tuple(merchant, mode as "test", id)),
      )
      .orderBy("row.merchant")
      .orderBy("row.mode")
      .orderBy(`row.${key}`)
      .limit(limit)
      .$if(table === "line", (query) => query.distinct()),
  )
}
