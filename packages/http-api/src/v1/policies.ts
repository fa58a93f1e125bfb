/** Policies: every version kept, the next one compared before it is published. */
import { PolicyInput, PublishedPolicy } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { At, ById, optional, pageOf, PolicyRef } from "./values.ts"

const PolicyVersion = Schema.Struct({ ...PolicyRef.fields, effectiveFrom: At, policy: PolicyInput }).annotate({
  identifier: "PolicyVersion",
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
  payload: PublishedPolicy,
  success: [PolicyRef, PolicyRef.pipe(HttpApiSchema.status(201))],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Publish a policy",
    description: "201 with a new version; 200 where the latest version says the same already.",
  }),
)

const read = HttpApiEndpoint.get("read", "/v1/policies/:id", {
  params: ById,
  success: PolicyVersion,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read the latest version of a policy" }))

const versions = HttpApiEndpoint.get("versions", "/v1/policies/:id/versions", {
  params: ById,
  success: pageOf(PolicyVersion, "PolicyVersions"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read all versions of a policy, oldest first" }))

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
  .add(publish, read, versions, diff, lint)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Policies", description: "The rules a merchant refunds by." }))
