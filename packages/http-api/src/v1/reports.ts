/** Reports: sums over the refunds of a period. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { readingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { Amount, At, Currency, optional } from "./values.ts"

const By = Schema.String.check(
  Schema.isPattern(/^(?:status|reason|provider|day)(?:,(?:status|reason|provider|day)){0,3}$/),
).annotate({
  description:
    "What refunds are told apart by, with commas between: `status`, `reason`, `provider`, `day`. By `status` where left out.",
})

const Total = Schema.Struct({
  status: optional(Schema.String),
  reason: optional(Schema.NullOr(Schema.String)),
  provider: optional(Schema.String),
  day: optional(Schema.String.annotate({ format: "date", description: "A day in UTC, such as 2026-01-31." })),
  currency: Currency,
  refunds: Schema.Int.annotate({ description: "How many there are." }),
  amount: Amount,
}).annotate({
  identifier: "RefundTotal",
  description: "Has `currency`, and those of `status`, `reason`, `provider` and `day` that `by` names.",
})

const refunds = HttpApiEndpoint.get("refunds", "/v1/reports/refunds", {
  query: Schema.Struct({
    from: optional(At.annotate({ description: "Inclusive; 30 days before `until` where left out." })),
    until: optional(At.annotate({ description: "Exclusive; now where left out." })),
    by: optional(By),
  }),
  success: Schema.Struct({ from: At, until: At, totals: Schema.Array(Total) }).annotate({
    identifier: "RefundReport",
  }),
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Sum the refunds of a period",
    description:
      "By when they were asked for, as they stand now, each currency by itself. 422 where the period is longer than 366 " +
      "days, where there were more than 10000 totals, or where a sum is beyond what an amount can say.",
  }),
)

/** `/v1/reports`. */
export const reports = HttpApiGroup.make("reports")
  .add(refunds)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Reports", description: "Sums for whoever keeps the books." }))
