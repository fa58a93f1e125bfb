/** Incidents: what a person should look at, until somebody has. */
import { incidentKinds } from "@refund-rules/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { At, ById, cursor, Id, limit, optional, pageOf } from "./values.ts"

const Kind = Schema.Literals(incidentKinds)

const Incident = Schema.Struct({
  id: Id,
  kind: Kind,
  paymentId: optional(Id),
  refundId: optional(Id),
  status: Schema.Literals(["open", "resolved"]),
  openedAt: At,
  detail: Schema.String,
  resolvedBy: optional(Schema.String),
  resolution: optional(Schema.String),
}).annotate({ identifier: "Incident" })

/**
 * What was found out about an incident; it is kept.
 *
 * @since 0.1.0
 */
export const IncidentResolution = Schema.Struct({
  resolution: Schema.String.check(Schema.isBetweenLength(1, 3000)),
}).annotate({ identifier: "IncidentResolution" })

const list = HttpApiEndpoint.get("list", "/v1/incidents", {
  query: Schema.Struct({
    status: optional(Schema.Literals(["open", "resolved"])),
    kind: optional(Kind),
    paymentId: optional(Schema.String),
    limit,
    cursor,
  }),
  success: pageOf(Incident, "Incidents"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List incidents, newest first" }))

const resolve = HttpApiEndpoint.post("resolve", "/v1/incidents/:id/resolve", {
  params: ById,
  payload: IncidentResolution,
  success: Schema.Struct({
    id: Id,
    status: Schema.Literal("resolved"),
    resolvedBy: Schema.String,
    resolution: Schema.String,
  }).annotate({ identifier: "ResolvedIncident" }),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({ summary: "Close an incident", description: "404 where there is no such open incident." }),
)

/** `/v1/incidents`. */
export const incidents = HttpApiGroup.make("incidents")
  .add(list, resolve)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Incidents", description: "What nobody may overlook." }))
