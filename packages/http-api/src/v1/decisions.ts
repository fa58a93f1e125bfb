/** Quotes and decisions: answers that hold nothing. */
import { Ask, Capabilities, Command, PaymentInput, PolicyInput, Quote } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { Decision } from "./Decision.ts"
import { asked } from "./refunds.ts"
import { Amount, At, Currency, Id, optional } from "./values.ts"

const PastClaims = Schema.Array(Schema.Struct({ at: At, amount: Amount, currency: Currency }))

const quote = HttpApiEndpoint.post("quote", "/v1/quotes", {
  payload: Schema.Struct({ paymentId: Id, ...asked }).annotate({ identifier: "QuoteInput" }),
  success: Schema.Struct({ quote: Quote, decision: Decision }).annotate({ identifier: "Quoted" }),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Price and judge an ask against a registered payment",
    description: "The body of `POST /v1/refunds` without `metadata`. Nothing is held, whatever the answer.",
  }),
)

const decide = HttpApiEndpoint.post("decide", "/v1/decisions", {
  payload: Schema.Struct({
    payment: PaymentInput,
    history: Schema.Array(Command),
    ask: Ask,
    askedAt: At,
    requestedBy: optional(Id),
    capabilities: optional(Capabilities),
    customerHistory: optional(PastClaims),
    actorHistory: optional(PastClaims),
    policy: optional(PolicyInput),
  }).annotate({ identifier: "DecisionInput" }),
  success: Decision,
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Decide a case that stands entirely in the body",
    description:
      "A case and a policy in, a decision out; nothing is read or kept. Without `policy` only the invariants judge.",
  }),
)

/** `/v1/quotes` and `/v1/decisions`. */
export const decisions = HttpApiGroup.make("decisions")
  .add(quote, decide)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Decisions", description: "What would be answered, and why." }))
