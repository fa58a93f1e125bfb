/** Webhooks: the addresses a merchant wants told of what happens, and what became of each message. */
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { readingProblems, writingProblems } from "../ProblemDocument.ts"
import { Authorization } from "./Authorization.ts"
import { At, ById, cursor, Id, limit, optional, pageOf } from "./values.ts"

/** Whoever is told of a type that there is not is never told. */
const EventType = Schema.Literals([
  "refund.*",
  "refund.review",
  "refund.accepted",
  "refund.submitting",
  "refund.unknown",
  "refund.pending",
  "refund.requires_action",
  "refund.succeeded",
  "refund.failed",
  "refund.canceled",
  "refund.rejected",
  "refund.metadata_set",
  "session.*",
  "session.opened",
  "session.executed",
  "session.expired",
  "session.canceled",
  "dispute.*",
  "dispute.opened",
  "dispute.won",
  "dispute.lost",
  "payment.*",
  "payment.grown",
  "incident.*",
  "incident.opened",
  "incident.resolved",
]).annotate({ description: "The type of an event, or all of a kind: `refund.succeeded`, `refund.*`." })

const Events = Schema.Array(EventType).check(Schema.isMinLength(1), Schema.isMaxLength(50))

/**
 * An address to be told.
 *
 * @since 0.1.0
 */
export const WebhookInput = Schema.Struct({
  url: Schema.String.check(Schema.isBetweenLength(1, 2000)).annotate({
    description: "https, port 443 or 8443, and a host with public addresses only.",
  }),
  events: optional(Events.annotate({ description: "All events where left out." })),
}).annotate({ identifier: "WebhookInput" })

/**
 * What is to be sent again: the dead where nothing is said, else one message, or all from an instant on.
 *
 * @since 0.1.0
 */
export const ReplayInput = Schema.Struct({
  message: optional(Id.annotate({ description: "One message, by its `webhook-id`." })),
  since: optional(At.annotate({ description: "All whose event happened then or later, delivered or dead." })),
}).annotate({ identifier: "ReplayInput" })

const Secret = Schema.String.annotate({
  description: "What messages are signed with, as Standard Webhooks write it: `whsec_` and base64. Shown here only.",
})

const facts = {
  id: Id,
  url: Schema.String,
  events: Schema.NullOr(Schema.Array(Schema.String)).annotate({ description: "Null where it is told everything." }),
  status: Schema.Literals(["enabled", "disabled"]).annotate({ description: "An answer of 410 disables it." }),
  reason: Schema.NullOr(Schema.String).annotate({ description: "Why it was disabled." }),
  createdAt: At,
}

const Webhook = Schema.Struct(facts).annotate({ identifier: "Webhook" })

const Delivery = Schema.Struct({
  id: Id.annotate({ description: "The `webhook-id` it is sent with, every time." }),
  type: Schema.String,
  sequence: Schema.Int,
  status: Schema.Literals(["waiting", "delivered", "dead"]),
  tries: Schema.Int,
  at: At.annotate({ description: "When the event happened." }),
  triedAt: Schema.NullOr(At),
  reason: Schema.NullOr(Schema.String).annotate({ description: "Why it was not taken when it was last tried." }),
  event: Schema.Record(Schema.String, Schema.Unknown).annotate({ description: "The body, as it is sent." }),
}).annotate({ identifier: "WebhookDelivery" })

const make = HttpApiEndpoint.post("make", "/v1/webhooks", {
  payload: WebhookInput,
  success: Schema.Struct({ ...facts, secret: Secret })
    .annotate({ identifier: "NewWebhook" })
    .pipe(HttpApiSchema.status(201)),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Be told what happens",
    description:
      "From now on, every event is sent to the address, signed as Standard Webhooks say. The answer is the only place where " +
      "the secret ever stands, and so no answer is kept: an `Idempotency-Key` here is refused.",
  }),
)

const list = HttpApiEndpoint.get("list", "/v1/webhooks", {
  success: pageOf(Webhook, "Webhooks"),
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "List webhooks, without their secrets" }))

const remove = HttpApiEndpoint.delete("remove", "/v1/webhooks/:id", {
  params: ById,
  success: HttpApiSchema.NoContent,
  error: readingProblems,
}).annotateMerge(OpenApi.annotations({ summary: "Be told no more, and forget what was not delivered" }))

const rotate = HttpApiEndpoint.post("rotate", "/v1/webhooks/:id/rotate", {
  params: ById,
  success: Schema.Struct({ id: Id, secret: Secret }).annotate({ identifier: "RotatedWebhook" }),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Change the secret",
    description: "For a day, messages are signed with both: the new one first.",
  }),
)

const deliveries = HttpApiEndpoint.get("deliveries", "/v1/webhooks/:id/deliveries", {
  params: ById,
  query: Schema.Struct({ status: optional(Schema.Literals(["waiting", "delivered", "dead"])), limit, cursor }),
  success: pageOf(Delivery, "WebhookDeliveries"),
  error: readingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "List a webhook's messages, newest first",
    description: "Those that were delivered or dead are kept for 30 days.",
  }),
)

const replay = HttpApiEndpoint.post("replay", "/v1/webhooks/:id/replay", {
  params: ById,
  payload: ReplayInput,
  success: Schema.Struct({ id: Id, replayed: Schema.Int }).annotate({ identifier: "WebhookReplay" }),
  error: writingProblems,
}).annotateMerge(
  OpenApi.annotations({
    summary: "Send again what was not taken",
    description: "Enables the webhook where it was disabled. Messages keep their `webhook-id`.",
  }),
)

/** `/v1/webhooks`. */
export const webhooks = HttpApiGroup.make("webhooks")
  .add(make, list, remove, rotate, deliveries, replay)
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Webhooks", description: "Where a merchant is told of what happens." }))
