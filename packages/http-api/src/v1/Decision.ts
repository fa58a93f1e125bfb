/** What a decision looks like from outside: the verdict, its price, every rule that was looked at, and what to ask instead. */
import { Quote } from "@refund-rules/core/schema"
import { Schema } from "effect"
import { PolicyRef } from "./values.ts"

const Violation = Schema.StructWithRest(Schema.Struct({ _tag: Schema.String }), [
  Schema.Record(Schema.String, Schema.Unknown),
]).annotate({ identifier: "Violation", description: "What does not hold, with its numbers." })

/** A rule, and what of it does not hold. */
export const Step = Schema.Struct({ rule: Schema.String, violations: Schema.Array(Violation) })

const Size = Schema.NullOr(Schema.Union([Schema.Int, Schema.Array(Schema.Int)]))

const Offer = Schema.StructWithRest(Schema.Struct({ _tag: Schema.String }), [
  Schema.Record(Schema.String, Schema.Unknown),
])

/** Approve, Review or Refuse, with all evidence. */
export const Decision = Schema.Struct({
  _tag: Schema.Literals(["Approve", "Review", "Refuse"]),
  quote: Quote,
  violations: Schema.Array(Violation),
  trace: Schema.Array(Step).annotate({ description: "Every rule in order, the invariants first." }),
  policy: PolicyRef,
  maxRefundable: Size.annotate({ description: "The largest ask of the same scope that is approved." }),
  maxWithReview: Size,
  offers: Schema.Array(Offer),
}).annotate({ identifier: "Decision" })
