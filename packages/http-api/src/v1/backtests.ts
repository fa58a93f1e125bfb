/** Backtests: what another policy would have done to everything that was decided. */
import { PolicyInput } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { Step } from "./Decision.ts"
import { Amount, At, ById, Currency, Id, optional, PolicyRef } from "./values.ts"

const By = Schema.Array(Schema.Literals(["reason", "provider", "currency"]))

/**
 * What is asked of the past, beside a policy that stands in the body.
 *
 * @since 0.1.0
 */
export const BacktestInput = Schema.Struct({
  policyId: optional(Id.annotate({ description: "A policy that was published, drafts included." })),
  version: optional(
    Schema.Int.check(Schema.isGreaterThan(0)).annotate({ description: "Its version; the latest where left out." }),
  ),
  by: optional(By.check(Schema.isMaxLength(3)).annotate({ description: "What decisions are told apart by." })),
  since: optional(At.annotate({ description: "Decisions asked for before this instant are left out." })),
})

const Counts = Schema.Record(Schema.String, Schema.Int)
// Of many decisions: beyond what an integer can say exactly it is near, and still worth telling.
const Sums = Schema.Record(Schema.String, Schema.Finite)
const cell = {
  decisions: Schema.Int,
  moves: Counts.annotate({ description: "`Approve Refuse` counts what was approved and would be refused." }),
  before: Sums.annotate({ description: "What was approved, by currency; exact up to 9007199254740991." }),
  after: Sums.annotate({ description: "What would be approved, by currency; exact up to 9007199254740991." }),
  gained: Schema.Int.annotate({ description: "Would be approved, and was not." }),
  lost: Schema.Int.annotate({ description: "Was approved, and would not be." }),
}
const Ruled = Schema.Struct({
  verdict: Schema.Literals(["Approve", "Review", "Refuse"]),
  amount: Amount,
  broken: Schema.Array(Step).annotate({ description: "What did not hold." }),
}).annotate({ identifier: "BacktestRuling" })

const Result = Schema.Struct({
  ...cell,
  groups: Schema.Array(Schema.Struct({ of: Schema.Record(Schema.String, Schema.String), ...cell })).annotate({
    description: "The same for each group: `of` says by name what its decisions have in common.",
  }),
  affected: Schema.Array(
    Schema.Struct({
      paymentId: Id,
      subject: optional(Id.annotate({ description: "The refund or session; left out where it was refused." })),
      askedAt: At,
      currency: Currency,
      before: Ruled,
      after: Ruled,
    }),
  ).annotate({ description: "The decisions that would change by most money, at most 10." }),
}).annotate({ identifier: "BacktestResult" })

const Backtest = Schema.Struct({
  id: Id,
  status: Schema.Literals(["waiting", "running", "done", "stopped"]).annotate({
    description: "One whose server ended goes on at another, or when it is back.",
  }),
  policy: PolicyRef,
  by: By,
  since: Schema.NullOr(At),
  createdAt: At,
  endedAt: Schema.NullOr(At),
  decisions: Schema.Int.annotate({ description: "How many were made again so far." }),
  parts: Schema.NullOr(Schema.Struct({ done: Schema.Int, all: Schema.Int })).annotate({
    description: "How far it is; null before it begins.",
  }),
  stopped: Schema.NullOr(Schema.Struct({ code: Schema.String, detail: Schema.String })).annotate({
    description: "Why it was given up: `time_budget_exceeded`, `memory_exceeded`, `too_many_groups` or `failed`.",
  }),
  result: Schema.NullOr(Result).annotate({ description: "Once it is `done`." }),
}).annotate({ identifier: "Backtest" })

const start = HttpApiEndpoint.post("start", "/v1/backtests", {
  payload: Schema.Struct({
    policy: optional(PolicyInput),
    ...BacktestInput.fields,
  }).annotate({ identifier: "BacktestInput", description: "Has either `policy` or `policyId`." }),
  success: Backtest.pipe(HttpApiSchema.status(202)),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Try a policy on everything that was decided",
    description:
      "It runs beside the server's work, for 10 minutes at most unless the server is set otherwise, and changes nothing. A " +
      "merchant has two under way at most: 429 `busy` where there are. Of those that ended the newest 100 are kept.",
  }),
)

const read = HttpApiEndpoint.get("read", "/v1/backtests/:id", {
  params: ById,
  success: Backtest,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read how far a backtest is, and what it came to" }))

/** `/v1/backtests`. */
export const backtests = HttpApiGroup.make("backtests")
  .add(start, read)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Backtests", description: "Other rules, tried on the past." }))
