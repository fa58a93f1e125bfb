/** Every statement of seals: what is still to be sealed, up to where a mode is, and the seals themselves. */
import { sql } from "kysely"
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row = { readonly [K in keyof Tables["seal"]]: Tables["seal"][K] }
type OfMode = Pick<Scoped, "mode">
type Range = OfMode & { readonly after: number; readonly to: number; readonly limit: number }

const columns = [
  "merchant",
  "mode",
  "number",
  "ordinal",
  "position",
  "turn",
  "events",
  "incidents",
  "digest",
  "hash_before",
  "at",
  "public_key",
  "signature",
] as const

/** The statements of seals. */
export const sealStatements = (dialect: Dialect) => ({
  insert: write<Row>()(dialect, (writer, row) => writer.insertInto("seal").values(allOf(row, columns))),
  newest: one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("seal")
      .select(columns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .orderBy("number", "desc")
      .limit(sql.lit(1)),
  ),
  numbered: one<Scoped & { readonly number: number }>()(dialect, (writer, { merchant, mode, number }) =>
    writer
      .selectFrom("seal")
      .select(columns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("number", "=", number),
  ),
  ...walking(dialect),
  ...sealedTo(dialect),
  ...waiting(dialect),
  ...toSeal(dialect),
})

/** Seals one after the other. */
const walking = (dialect: Dialect) => ({
  /** The newest of a mode, whosever they are. */
  latest: many<OfMode & { readonly limit: number }>()(dialect, (writer, { limit, mode }) =>
    writer.selectFrom("seal").select(columns).where("mode", "=", mode).orderBy("ordinal", "desc").limit(limit),
  ),
  /** In the order of their scopes and numbers. */
  walked: many<Scoped & { readonly number: number; readonly limit: number }>()(
    dialect,
    (writer, { limit, merchant, mode, number }) =>
      writer
        .selectFrom("seal")
        .select(columns)
        .where((row) => row(row.refTuple("merchant", "mode", "number"), ">", row.tuple(merchant, mode, number)))
        .orderBy("merchant")
        .orderBy("mode")
        .orderBy("number")
        .limit(limit),
  ),
  /** The first merchant by name after another that has seals. */
  nextMerchant: one<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("seal")
      .select("merchant")
      .where("mode", "=", mode)
      .where("merchant", ">", merchant)
      .orderBy("merchant")
      .limit(sql.lit(1)),
  ),
})

const sealedTo = (dialect: Dialect) => ({
  sealedTo: one<OfMode>()(dialect, (writer, { mode }) =>
    writer.selectFrom("sealed_to").selectAll().where("mode", "=", mode),
  ),
  /** Nobody else moves it until the commit. */
  sealedToGuarded: one<OfMode>()(dialect, (writer, { mode }) =>
    writer.selectFrom("sealed_to").selectAll().where("mode", "=", mode).modifyEnd(sql.raw(dialect.guard)),
  ),
  leaseSealing: write<OfMode & { readonly worker: string; readonly until: number }>()(
    dialect,
    (writer, { mode, until, worker }) =>
      writer.updateTable("sealed_to").set({ worker, ready: until }).where("mode", "=", mode),
  ),
  moveSealed: write<OfMode & { readonly position: number; readonly turn: number; readonly seals: number }>()(
    dialect,
    (writer, { mode, position, seals, turn }) =>
      writer.updateTable("sealed_to").set({ position, turn, seals }).where("mode", "=", mode),
  ),
})

/** The first that happened in a mode after a place. */
const waiting = (dialect: Dialect) => ({
  nextEvent: one<OfMode & Pick<Range, "after">>()(dialect, (writer, { after, mode }) =>
    writer
      .selectFrom("event")
      .select("at")
      .where("mode", "=", mode)
      .where("position", ">", after)
      .orderBy("position")
      .limit(sql.lit(1)),
  ),
  nextLife: one<OfMode & Pick<Range, "after">>()(dialect, (writer, { after, mode }) =>
    writer
      .selectFrom("incident_event")
      .select("at")
      .where("mode", "=", mode)
      .where("turn", ">", after)
      .orderBy("turn")
      .limit(sql.lit(1)),
  ),
})

/** What happened in a mode, and what a seal says of it: in the order of its commits, however many scopes there are. */
const toSeal = (dialect: Dialect) => ({
  links: many<Range>()(dialect, (writer, { after, limit, mode, to }) =>
    writer
      .selectFrom("event")
      .select(["position", "merchant", "payment_id", "sequence", "hash"])
      .where("mode", "=", mode)
      .where("position", ">", after)
      .where("position", "<=", to)
      .orderBy("position")
      .limit(limit),
  ),
  lifeLinks: many<Range>()(dialect, (writer, { after, limit, mode, to }) =>
    writer
      .selectFrom("incident_event")
      .select(["turn", "after", "merchant", "incident_id", "sequence", "hash"])
      .where("mode", "=", mode)
      .where("turn", ">", after)
      .where("turn", "<=", to)
      .orderBy("turn")
      .limit(limit),
  ),
  linksOf: many<Scoped & Range>()(dialect, (writer, { after, limit, merchant, mode, to }) =>
    writer
      .selectFrom("event")
      .select(["position", "merchant", "payment_id", "sequence", "hash"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("position", ">", after)
      .where("position", "<=", to)
      .orderBy("position")
      .limit(limit),
  ),
  lifeLinksOf: many<Scoped & Range>()(dialect, (writer, { after, limit, merchant, mode, to }) =>
    writer
      .selectFrom("incident_event")
      .select(["turn", "after", "merchant", "incident_id", "sequence", "hash"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("turn", ">", after)
      .where("turn", "<=", to)
      .orderBy("turn")
      .limit(limit),
  ),
})
