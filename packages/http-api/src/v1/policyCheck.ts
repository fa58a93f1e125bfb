/** The check of a policy: what a team expects of it, and the smallest case that breaks it. */
import { PolicyInput } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, OpenApi } from "effect/http-api"
import { writingProblems } from "../ProblemDocument.ts"
import { Decision } from "./Decision.ts"
import { ById, optional } from "./values.ts"

/** One expectation: a name, and what it takes. */
const Expectation = Schema.TupleWithRest(
  Schema.Tuple([
    Schema.Literals([
      "neverApprovedAbove",
      "reviewedAbove",
      "refusedAbove",
      "neverMoreThanShare",
      "alwaysRetained",
      "alwaysRefundable",
      "neverRefunded",
      "neverRefundedAfter",
      "neverApprovedWithout",
      "neverMoreRefundsThan",
      "sameForEveryone",
      "neverApprovedBeyond",
    ]),
  ]),
  [Schema.Unknown],
).annotate({
  identifier: "Expectation",
  description:
    'A name with what it takes, such as `["neverApprovedAbove", { "EUR": 50000 }]` or `["sameForEveryone"]`.',
})

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/**
 * What is expected of a policy, and how long is searched, beside a policy that stands in the body.
 *
 * @since 0.1.0
 */
export const PolicyCheckInput = Schema.Struct({
  expectations: Schema.Array(Expectation).check(Schema.isBetweenLength(1, 50)),
  runs: optional(between(1, 100_000).annotate({ description: "Cases at most; 5000 where left out." })),
  seconds: optional(between(1, 10).annotate({ description: "Time at most; 10 where left out." })),
  seed: optional(between(0, 2_147_483_647).annotate({ description: "Another seed looks at other cases." })),
})

const Counterexample = Schema.Struct({
  expectation: Schema.String,
  case: Schema.Record(Schema.String, Schema.Unknown).annotate({
    description: "The smallest case found that breaks it, as `POST /v1/decisions` takes it.",
  }),
  decision: Decision,
  allowed: Schema.Array(Schema.Literals(["Approve", "Review", "Refuse"])).annotate({
    description: "The verdicts that would have been right.",
  }),
  story: Schema.String.annotate({ description: "The payment, the ask, the decision and its trace, for people." }),
  test: Schema.String.annotate({ description: "A test to paste beside the policy." }),
}).annotate({ identifier: "Counterexample" })

const names = Schema.Array(Schema.String)

export const check = HttpApiEndpoint.post("check", "/v1/policies/:id/check", {
  params: ById,
  payload: Schema.Struct({
    policy: optional(PolicyInput),
    ...PolicyCheckInput.fields,
  }).annotate({ identifier: "PolicyCheckInput" }),
  success: Schema.Struct({
    passed: Schema.Boolean,
    runs: Schema.Int.annotate({ description: "Cases that were looked at." }),
    exhaustive: Schema.Boolean.annotate({ description: "Whether every combination of the edges was among them." }),
    seed: Schema.Int,
    counterexamples: Schema.Array(Counterexample),
    coverage: Schema.Struct({
      fired: names.annotate({ description: "The rules that some case broke." }),
      neverFired: names,
      pairsNeverMet: Schema.Array(Schema.Tuple([Schema.String, Schema.String])).annotate({
        description: "Rules that no case broke together; at most 1000 pairs.",
      }),
    }),
  }).annotate({ identifier: "PolicyCheck" }),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Search for a case that breaks what is expected of a policy",
    description:
      "Of the policy in the body, or of the latest version where it has none. 422 `time_budget_exceeded` where time was up " +
      "before the last case, and before every combination of the edges was looked at. 429 `busy` where as many searches run as may.",
  }),
)
