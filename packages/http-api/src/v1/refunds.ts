/** Refunds: asked for once under a key, held, sent, settled. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { Amount, At, ById, Currency, cursor, Id, limit, Metadata, optional, pageOf, PolicyRef } from "./values.ts"

const Status = Schema.Literals([
  "review",
  "accepted",
  "submitting",
  "unknown",
  "pending",
  "requires_action",
  "succeeded",
  "failed",
  "canceled",
  "rejected",
]).annotate({ identifier: "RefundStatus" })

const Reason = Schema.Literals([
  "duplicate",
  "fraudulent",
  "requested_by_customer",
  "product_unsatisfactory",
  "not_received",
  "order_change",
  "order_canceled",
  "service_disruption",
  "goodwill",
  "resolved_dispute",
  "other",
]).annotate({ identifier: "Reason" })

const Shares = Schema.Array(Schema.Struct({ id: Id, amount: Amount }))

/** What is paid of a line, what is kept of it, and how many units come back. */
export const ClaimedLine = Schema.Struct({
  id: Id,
  net: Amount,
  taxes: Shares,
  amount: Amount,
  retained: Amount,
  units: Schema.Int,
  retainedOf: optional(Schema.Struct({ net: Amount, taxes: Shares })),
}).annotate({ identifier: "ClaimedLine" })

/** One refund as it stands. */
export const Refund = Schema.Struct({
  id: Id,
  paymentId: Id,
  provider: Schema.String,
  providerRefundId: Schema.NullOr(Schema.String),
  status: Status,
  failureCode: Schema.NullOr(Schema.String).annotate({
    description: "Why it failed, in the provider's own word; null where it did not, or nobody said.",
  }),
  verdict: Schema.NullOr(Schema.Literals(["Approve", "Review"])),
  amount: Amount,
  currency: Currency,
  lines: Schema.Array(ClaimedLine),
  retained: Amount,
  reason: Schema.NullOr(Reason),
  note: Schema.NullOr(Schema.String),
  metadata: Metadata,
  requestedBy: Schema.NullOr(Schema.String),
  policy: Schema.NullOr(PolicyRef),
  createdAt: At,
  updatedAt: At,
}).annotate({ identifier: "Refund" })

/** How much is wanted: an amount, lines, everything, or nothing said, which means everything. */
export const asked = {
  amount: optional(Amount),
  full: optional(Schema.Boolean),
  lines: optional(
    Schema.Array(
      Schema.Struct({
        id: Id,
        amount: optional(Amount),
        quantity: optional(Schema.Int),
        taxInclusive: optional(Schema.Boolean),
      }),
    ),
  ),
  currency: optional(Currency),
  reason: optional(Reason),
  note: optional(Schema.String.check(Schema.isMaxLength(3000))),
  refundApplicationFee: optional(Schema.Boolean),
  reverseTransfer: optional(Schema.Boolean),
}

const RefundInput = Schema.Struct({
  paymentId: Id,
  ...asked,
  metadata: optional(Metadata),
  instructionsEmail: optional(
    Schema.String.annotate({ description: "Where a provider may write to; kept as metadata `instructionsEmail`." }),
  ),
}).annotate({ identifier: "RefundInput" })

/**
 * What an operator knows about a refund whose outcome nobody else could tell.
 *
 * @since 0.1.0
 */
export const ResolveInput = Schema.Struct({
  outcome: Schema.Literals(["succeeded", "failed"]),
  reason: Schema.String.check(Schema.isBetweenLength(1, 3000)),
  providerRefundId: optional(Id),
}).annotate({ identifier: "ResolveInput" })

/** The header without which nothing is held. */
export const Keyed = Schema.Struct({
  "idempotency-key": Schema.String.annotate({
    description: "1 to 255 visible characters. One key is one refund, for ever; asking again answers the same.",
  }),
})

const request = HttpApiEndpoint.post("request", "/v1/refunds", {
  headers: Schema.Struct({
    ...Keyed.fields,
    prefer: optional(
      Schema.String.annotate({ description: "`wait=N`, N up to 10: seconds to wait for the provider's answer." }),
    ),
  }),
  payload: RefundInput,
  success: [Refund.pipe(HttpApiSchema.status(201)), Refund.pipe(HttpApiSchema.status(202)), Refund],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Ask for a refund",
    description:
      "201 where it is approved and its money held; 202 where somebody must approve it first; 422 where it is refused, with " +
      "the decision. The same key and body again answers the same, with `Idempotency-Replayed: true`; 200 with the refund " +
      "as it stands where the answer is older than 30 days.",
  }),
)

const list = HttpApiEndpoint.get("list", "/v1/refunds", {
  query: Schema.Struct({
    paymentId: optional(Schema.String),
    status: optional(Status),
    reason: optional(Reason),
    provider: optional(Schema.String),
    customerId: optional(Schema.String),
    currency: optional(Schema.String),
    amountFrom: optional(Schema.FiniteFromString),
    amountTo: optional(Schema.FiniteFromString),
    from: optional(At),
    until: optional(At),
    limit,
    cursor,
  }),
  success: pageOf(Refund, "Refunds"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List refunds, newest first" }))

const read = HttpApiEndpoint.get("read", "/v1/refunds/:id", {
  params: ById,
  success: Refund,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read a refund" }))

const change = HttpApiEndpoint.patch("change", "/v1/refunds/:id", {
  params: ById,
  payload: Schema.Struct({
    metadata: Schema.Union([Metadata, Schema.Literal("")]).annotate({
      description: 'Laid over what is there; `""` removes a name, `metadata: ""` all of them.',
    }),
  }).annotate({ identifier: "RefundChange" }),
  success: Refund,
  error: writingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Change a refund's metadata" }))

const options = { params: ById, success: Refund, error: writingProblems }
const moves = "Repeating it changes nothing. A refund in another state answers 409 `refund_state_conflict`."

const approve = HttpApiEndpoint.post("approve", "/v1/refunds/:id/approve", options).annotateMerge(
  OpenApi.annotations({
    summary: "Approve a refund in review",
    description: `403 \`self_approval\` where the policy asks for another actor. ${moves}`,
  }),
)
const reject = HttpApiEndpoint.post("reject", "/v1/refunds/:id/reject", options).annotateMerge(
  OpenApi.annotations({ summary: "Reject a refund in review", description: moves }),
)
const cancel = HttpApiEndpoint.post("cancel", "/v1/refunds/:id/cancel", options).annotateMerge(
  OpenApi.annotations({ summary: "Cancel a refund that was not sent yet", description: moves }),
)
const resolve = HttpApiEndpoint.post("resolve", "/v1/refunds/:id/resolve", {
  ...options,
  payload: ResolveInput,
}).annotateMerge(OpenApi.annotations({ summary: "Say what became of a refund of unknown outcome", description: moves }))

/** `/v1/refunds`. */
export const refunds = HttpApiGroup.make("refunds")
  .add(request, list, read, change, approve, reject, cancel, resolve)
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Refunds", description: "The life of a refund, from accepted to its end." }),
  )
