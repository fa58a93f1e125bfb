/** Something that happened, as it is told everywhere: in a payment's history, in the feed, to webhooks. */
import { Schema } from "effect"
import { At, Id, optional } from "./values.ts"

const common = {
  id: Schema.String.annotate({ description: "The same however often it is told." }),
  sequence: Schema.Int.check(Schema.isGreaterThan(0)).annotate({
    description: "Counts within its payment or incident, from 1, without a gap.",
  }),
  type: Schema.String.annotate({
    description:
      "`refund.<status>`, `session.*`, `dispute.*`, `payment.grown`, `incident.opened` or `incident.resolved`.",
  }),
  refundId: optional(Id),
  at: At,
  by: optional(Schema.String),
  hash: Schema.String.annotate({ description: "The link of the chain: it covers the link before." }),
  data: Schema.Record(Schema.String, Schema.Unknown),
}

/** Of a payment. */
export const Event = Schema.Struct({ ...common, paymentId: Id }).annotate({ identifier: "Event" })

/** Of a payment, or of an incident that may be about none. */
export const FeedEvent = Schema.Struct({ ...common, paymentId: optional(Id) }).annotate({ identifier: "FeedEvent" })
