/** Every statement of what is kept apart of people. */
import type { Dialect } from "../Dialect.ts"
import type { Tables } from "../schema/Tables.ts"
import { many, oneEach, write } from "../Statement.ts"
import { allOf, type Scoped } from "./ledgerStatements.ts"

type Row = { readonly [K in keyof Tables["personal"]]: Tables["personal"][K] }

/** The statements of personal data. */
export const personalStatements = (dialect: Dialect) => ({
  find: oneEach<Scoped & { readonly name: string }>()(dialect, (writer, { merchant, mode, name }) =>
    writer
      .selectFrom("personal")
      .select(["name", "body"])
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("name", "=", name),
  ),
  put: write<Row>()(dialect, (writer, row) =>
    writer
      .insertInto("personal")
      .values(allOf(row, ["merchant", "mode", "name", "customer_id", "body"]))
      .onConflict((known) =>
        known.columns(["merchant", "mode", "name"]).doUpdateSet((given) => ({
          customer_id: given.ref("excluded.customer_id"),
          body: given.ref("excluded.body"),
        })),
      ),
  ),
  of: many<Scoped & { readonly customer: string }>()(dialect, (writer, { customer, merchant, mode }) =>
    writer
      .selectFrom("personal")
      .select("name")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("customer_id", "=", customer),
  ),
  erase: write<Scoped & { readonly customer: string }>()(dialect, (writer, { customer, merchant, mode }) =>
    writer
      .deleteFrom("personal")
      .where("merchant", "=", merchant)
      .where("mode", "=", mode)
      .where("customer_id", "=", customer),
  ),
})
