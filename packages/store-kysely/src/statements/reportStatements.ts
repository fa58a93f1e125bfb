/** Every statement of reports. */
import type { Dialect } from "../Dialect.ts"
import { many } from "../Statement.ts"
import type { Scoped } from "./ledgerStatements.ts"

/** A part of a period at a time, found by the index that refunds are listed by. */
export const reportStatements = (dialect: Dialect) => ({
  refunds: many<Scoped & { readonly from: string; readonly until: string }>()(
    dialect,
    (writer, { from, merchant, mode, until }) =>
      writer
        .selectFrom("refund")
        .select(({ fn }) => [
          "status",
          "reason",
          "provider",
          "currency",
          fn.countAll().as("refunds"),
          fn.sum("amount").as("amount"),
        ])
        .where("merchant", "=", merchant)
        .where("mode", "=", mode)
        .where("created_at", ">=", from)
        .where("created_at", "<", until)
        .groupBy(["status", "reason", "provider", "currency"]),
  ),
})
