/** Sessions: a quote held for a while, that may become a refund. */
import { Ask } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { ClaimedLine, Keyed, Refund } from "./refunds.ts"
import { Amount, At, ById, Currency, cursor, Id, limit, Metadata, optional, pageOf } from "./values.ts"

const Status = Schema.Literals(["open", "executed", "expired", "canceled"])

const Session = Schema.Struct({
  id: Id,
  paymentId: Id,
  provider: Schema.String,
  status: Status,
  amount: Amount,
  currency: Currency,
  lines: Schema.Array(ClaimedLine),
  retained: Amount,
  refundId: Schema.NullOr(Id),
  expiresAt: At,
  metadata: Metadata,
  requestedBy: Schema.NullOr(Schema.String),
}).annotate({ identifier: "Session" })

const open = HttpApiEndpoint.post("open", "/v1/sessions", {
  headers: Keyed,
  payload: Schema.Struct({
    paymentId: Id,
    ask: Ask,
    expiresAt: optional(At.annotate({ description: "The end, exclusive; 30 days from now where left out." })),
    metadata: optional(Metadata),
  }).annotate({ identifier: "SessionInput" }),
  success: [Session.pipe(HttpApiSchema.status(201)), Session],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Hold a quote",
    description: "201 where it is held until `expiresAt`; 422 where the ask is refused, with the decision.",
  }),
)

const list = HttpApiEndpoint.get("list", "/v1/sessions", {
  query: Schema.Struct({ paymentId: optional(Schema.String), status: optional(Status), limit, cursor }),
  success: pageOf(Session, "Sessions"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List sessions, newest first" }))

const read = HttpApiEndpoint.get("read", "/v1/sessions/:id", {
  params: ById,
  success: Session,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read a session" }))

const execute = HttpApiEndpoint.post("execute", "/v1/sessions/:id/execute", {
  params: ById,
  headers: Keyed,
  success: [Refund.pipe(HttpApiSchema.status(201)), Refund],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Turn a session into a refund",
    description:
      "The hold passes on. 422 `session_expired` after its end, 409 `session_state_conflict` in another state.",
  }),
)

const cancel = HttpApiEndpoint.post("cancel", "/v1/sessions/:id/cancel", {
  params: ById,
  success: Session,
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({ summary: "Give a session's hold back", description: "Repeating it changes nothing." }),
)

/** `/v1/sessions`. */
export const sessions = HttpApiGroup.make("sessions")
  .add(open, list, read, execute, cancel)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Sessions", description: "A hold for a limited time." }))
