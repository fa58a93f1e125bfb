/** Policies: every version kept, the next one compared before it is published. */
import { PolicyInput, PublishedPolicy } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { check } from "./policyCheck.ts"
import { Amount, At, ById, Currency, cursor, Id, limit, optional, pageOf, PolicyRef } from "./values.ts"

const Status = Schema.Literals(["draft", "shadow", "active"]).annotate({
  description: "Kept only, deciding beside the version in force without changing anything, or in force.",
})
const standing = {
  effectiveFrom: optional(
    At.annotate({ description: "From when on; at once where left out, or when the policy says where that is later." }),
  ),
}

const PolicyVersion = Schema.Struct({
  ...PolicyRef.fields,
  status: Status,
  effectiveFrom: At,
  policy: PolicyInput,
}).annotate({ identifier: "PolicyVersion" })

/**
 * How a version of a policy is to stand.
 *
 * @since 0.1.0
 */
export const PolicyStatusInput = Schema.Struct({
  version: Schema.Int.check(Schema.isGreaterThan(0)),
  status: Status,
  ...standing,
}).annotate({ identifier: "PolicyStatusInput" })

const Published = Schema.Union([
  PublishedPolicy,
  Schema.Struct({ policy: PublishedPolicy, status: Status, ...standing }).annotate({ identifier: "PolicyPublication" }),
]).annotate({ description: "A policy, which is then active; or one with how it is to stand." })

const Verdict = Schema.Literals(["Approve", "Review", "Refuse"])
const side = { verdict: optional(Verdict), amount: Amount, codes: Schema.Array(Schema.String) }

const Difference = Schema.Struct({
  id: Id,
  at: At,
  paymentId: Id,
  refundId: optional(Id),
  sessionId: optional(Id),
  currency: Currency,
  policy: PolicyRef,
  decided: Schema.Struct({ ...side, policy: optional(PolicyRef) }),
  shadow: Schema.Struct({ ...side, failure: optional(Schema.String) }),
}).annotate({
  identifier: "PolicyDifference",
  description: "A decision that the version in shadow would have made otherwise; without a `verdict` it failed.",
})

const Moved = Schema.Struct({ version: Schema.Int, moved: Schema.String, count: Schema.Int }).annotate({
  identifier: "PolicyDifferenceCount",
  description: "How many decisions moved, from which verdict to which: `Approve Refuse`.",
})

const Finding = Schema.Struct({ rule: optional(Schema.String), code: Schema.String, message: Schema.String })

const publish = HttpApiEndpoint.put("publish", "/v1/policies/:id", {
  params: ById,
  headers: Schema.Struct({
    "if-match": optional(
      Schema.String.annotate({
        description: "The `ETag` of the version this one follows; 412 where another came first.",
      }),
    ),
  }),
  payload: Published,
  success: [PolicyRef, PolicyRef.pipe(HttpApiSchema.status(201))],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Publish a policy",
    description:
      "201 with a new version; 200 where the latest version says the same already: it may then become `shadow` or `active`, " +
      "and is never taken back.",
  }),
)

const read = HttpApiEndpoint.get("read", "/v1/policies/:id", {
  params: ById,
  success: PolicyVersion,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read the latest version of a policy" }))

const versions = HttpApiEndpoint.get("versions", "/v1/policies/:id/versions", {
  params: ById,
  query: Schema.Struct({ limit, cursor }),
  success: pageOf(PolicyVersion, "PolicyVersions"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read all versions of a policy, oldest first" }))

const setStatus = HttpApiEndpoint.post("setStatus", "/v1/policies/:id/status", {
  params: ById,
  payload: PolicyStatusInput,
  success: PolicyVersion,
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Say how a version of a policy stands",
    description:
      "Of the active versions the one with the latest instant that has come is in force; of those in shadow the latest " +
      "decides beside it. An active version that is made a draft no longer binds anything.",
  }),
)

const differences = HttpApiEndpoint.get("differences", "/v1/policies/:id/differences", {
  params: ById,
  query: Schema.Struct({
    version: optional(Schema.FiniteFromString.check(Schema.isInt(), Schema.isGreaterThan(0))),
    limit,
    cursor,
  }),
  success: Schema.Struct({
    items: Schema.Array(Difference),
    nextCursor: Schema.NullOr(Schema.String),
    counts: Schema.Array(Moved),
  }).annotate({ identifier: "PolicyDifferences" }),
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "List what versions in shadow would have decided otherwise",
    description: "Newest first, of one version or of all; `counts` are of all versions and pages.",
  }),
)

const diff = HttpApiEndpoint.post("diff", "/v1/policies/:id/diff", {
  params: ById,
  payload: Schema.Struct({
    policy: PolicyInput,
    version: optional(Schema.Int.annotate({ description: "Compared with this version; the latest where left out." })),
  }).annotate({ identifier: "PolicyDiffInput" }),
  success: Schema.Struct({ from: PolicyRef, changes: Schema.Array(Schema.String) }).annotate({
    identifier: "PolicyDiff",
  }),
  error: writingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Say in words what a policy would change" }))

const lint = HttpApiEndpoint.post("lint", "/v1/policies/:id/lint", {
  params: ById,
  payload: Schema.Struct({ policy: optional(PolicyInput) }).annotate({ identifier: "PolicyLintInput" }),
  success: Schema.Struct({ findings: Schema.Array(Finding) }).annotate({ identifier: "PolicyFindings" }),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Find rules that can never matter",
    description: "In the policy of the body, or in the latest version where it has none.",
  }),
)

/** `/v1/policies`. */
export const policies = HttpApiGroup.make("policies")
  .add(publish, read, versions, setStatus, differences, diff, lint, check)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Policies", description: "The rules a merchant refunds by." }))
