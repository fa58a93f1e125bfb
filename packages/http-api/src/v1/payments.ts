/** Payments: registered once, frozen, read with where their money stands. */
import { Balance, PaymentInput } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { Event } from "./Event.ts"
import { Amount, At, ById, Currency, cursor, Id, limit, Metadata, optional, pageOf } from "./values.ts"

const Line = Schema.Struct({
  id: Id,
  kind: Schema.Literals(["product", "addon", "shipping", "fee", "tip", "adjustment"]),
  quantity: Schema.Int,
  net: Amount,
  taxes: Schema.Array(Schema.Struct({ id: Id, amount: Amount })),
  tags: Schema.Array(Schema.String),
})

const Status = Schema.Literals(["pending", "authorized", "captured", "failed", "canceled"])

const facts = {
  id: Id,
  kind: Schema.Literals(["payment", "customer_balance"]),
  provider: Schema.String,
  references: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Int])),
  currency: Currency,
  captured: Amount,
  status: Status,
  capturedAt: optional(At),
  orderedAt: optional(At),
  deliveredAt: optional(At),
  customer: optional(
    Schema.Struct({
      id: Id,
      name: optional(Schema.String),
      email: optional(Schema.String),
      phone: optional(Schema.String),
      metadata: optional(Metadata),
    }),
  ),
  lines: Schema.Array(Line),
  applicationFee: optional(Amount),
  transfer: optional(Schema.Struct({ destination: Id, amount: Amount })),
  settledCurrency: optional(Currency),
  policyId: optional(Id),
  tags: Schema.Array(Schema.String),
  metadata: Metadata,
}

const Payment = Schema.Struct({ ...facts, balance: Balance }).annotate({
  identifier: "Payment",
  description: "A registered payment; its lines never change, its balance is the fold of its history.",
})

/**
 * What is known of a dispute: the payer's bank took money back, or tries to.
 *
 * @since 0.1.0
 */
export const DisputeInput = Schema.Struct({
  id: Id,
  amount: Amount,
  status: Schema.Literals(["open", "won", "lost"]),
}).annotate({ identifier: "DisputeInput" })

const register = HttpApiEndpoint.post("register", "/v1/payments", {
  payload: PaymentInput,
  success: [Payment, Payment.pipe(HttpApiSchema.status(201))],
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Register a payment",
    description:
      "201 where it is new; 200 where it is known with the same facts, or grew. Other facts are a 409 `payment_conflict`. " +
      "Repeating it is safe where it has an `id`.",
  }),
)

const list = HttpApiEndpoint.get("list", "/v1/payments", {
  query: Schema.Struct({
    provider: optional(Schema.String),
    customerId: optional(Schema.String),
    currency: optional(Schema.String),
    status: optional(Status),
    from: optional(At),
    until: optional(At),
    limit,
    cursor,
  }),
  success: pageOf(Payment, "Payments"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List payments with their balances, newest first" }))

const read = HttpApiEndpoint.get("read", "/v1/payments/:id", {
  params: ById,
  success: Payment,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read a payment with its balance" }))

const events = HttpApiEndpoint.get("events", "/v1/payments/:id/events", {
  params: ById,
  query: Schema.Struct({ limit, cursor }),
  success: pageOf(Event, "Events"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Read a payment's history, oldest first" }))

const dispute = HttpApiEndpoint.post("dispute", "/v1/payments/:id/disputes", {
  params: ById,
  payload: DisputeInput,
  success: Payment,
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Record a dispute",
    description: "`open` holds its amount, `won` gives it back, `lost` takes it. Repeating it changes nothing.",
  }),
)

/** `/v1/payments`. */
export const payments = HttpApiGroup.make("payments")
  .add(register, list, read, events, dispute)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Payments", description: "What may be refunded, and what was." }))
