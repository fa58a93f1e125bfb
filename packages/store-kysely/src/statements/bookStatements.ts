/** Every statement of policies, merchants and API keys. */
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, one, write, written } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row<T extends keyof Tables> = { readonly [K in keyof Tables[T]]: Tables[T][K] }
type ById = Scoped & { readonly id: string }

/** All of a key but the hash of its secret. */
export const keyColumns = [
  "merchant",
  "mode",
  "id",
  "actor",
  "scopes",
  "max_amount",
  "max_amount_per_day",
  "rate_per_second",
  "expires_at",
  "revoked_at",
  "created_at",
] as const

/** The statements of policies. */
export const policyStatements = (dialect: Dialect) => ({
  of: many<ById>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("policy")
      .select(["version", "hash", "effective_from", "body", "status"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id)
      .orderBy("version"),
  ),
  publish: write<Row<"policy">>()(dialect, (writer, row) =>
    writer
      .insertInto("policy")
      .values(
        allOf(row, ["merchant", "mode", "id", "version", "hash", "effective_from", "published_at", "body", "status"]),
      ),
  ),
  stand: write<ById & Pick<Row<"policy">, "effective_from" | "status" | "version">>()(
    dialect,
    (writer, { effective_from, id, merchant, mode, status, version }) =>
      writer
        .updateTable("policy")
        .set({ status, effective_from })
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("id", "=", id)
        .where("version", "=", version),
  ),
})

/** The statements of differences. */
export const differenceStatements = (dialect: Dialect) => ({
  keep: write<Row<"difference">>()(dialect, (writer, row) =>
    writer
      .insertInto("difference")
      .values(allOf(row, ["merchant", "mode", "id", "policy_id", "version", "at", "payment_id", "moved", "body"])),
  ),
  counts: many<Scoped & { readonly policyId: string }>()(dialect, (writer, { merchant, mode, policyId }) =>
    writer
      .selectFrom("difference")
      .select(({ fn }) => ["version", "moved", fn.countAll().as("count")])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("policy_id", "=", policyId)
      .groupBy(["version", "moved"])
      .orderBy("version")
      .orderBy("moved"),
  ),
})

/** The statements of merchants. */
export const merchantStatements = (dialect: Dialect) => ({
  find: one<{ readonly id: string }>()(dialect, (writer, { id }) =>
    writer.selectFrom("merchant").select(["id", "name", "settings"]).where("id", "=", id),
  ),
  insert: write<Row<"merchant">>()(dialect, (writer, row) =>
    writer.insertInto("merchant").values(allOf(row, ["id", "name", "settings"])),
  ),
})

/** The statements of API keys. */
export const apiKeyStatements = (dialect: Dialect) => ({
  insert: write<Row<"api_key">>()(dialect, (writer, row) =>
    writer.insertInto("api_key").values(allOf(row, [...keyColumns, "secret_hash"])),
  ),
  find: one<{ readonly secretHash: string }>()(dialect, (writer, { secretHash }) =>
    writer
      .selectFrom("api_key")
      .select(keyColumns)
      .where("secret_hash", "=", secretHash)
      .where("revoked_at", "is", null),
  ),
  of: many<Scoped>()(dialect, (writer, { merchant, mode }) =>
    writer
      .selectFrom("api_key")
      .select(keyColumns)
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .orderBy("id"),
  ),
  revoke: written<ById & { readonly at: string }>()(dialect, (writer, { at, id, merchant, mode }) =>
    writer
      .updateTable("api_key")
      .set({ revoked_at: at })
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returning("id"),
  ),
  knows: one<ById>()(dialect, (writer, { id, merchant, mode }) =>
    writer
      .selectFrom("api_key")
      .select("id")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("id", "=", id),
  ),
})
