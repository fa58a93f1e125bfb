/**
 * What every refused request reads: an RFC 9457 problem document. A client acts on `code`, never on `detail`.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { ProblemDetails } from "effect/http"
import { HttpApiSchema } from "effect/http-api"
import { Decision } from "./v1/Decision.ts"

const Place = Schema.Struct({
  pointer: Schema.String.annotate({ description: "A JSON pointer into the body, or `/name` of a query parameter." }),
  code: Schema.String,
  detail: Schema.String,
})

/**
 * A problem document: the RFC's five members, and what a program needs to decide what to do next. A refused refund
 * carries what was available, what was requested, and the whole decision.
 *
 * @example
 * ```ts
 * import { ProblemDocument } from "@refund-rules/http-api"
 * import { Schema } from "effect"
 *
 * Schema.is(ProblemDocument)({ title: "Not found", status: 404 }) // => false
 * ```
 *
 * @since 0.1.0
 */
export const ProblemDocument = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  instance: Schema.String,
  code: Schema.String,
  request_id: Schema.String,
  retryable: Schema.Boolean,
  errors: Schema.optionalKey(
    Schema.Array(Place).annotate({ description: "What is wrong with the body, place by place; at most 20." }),
  ),
  available: Schema.optionalKey(Schema.Int.annotate({ description: "What could be had, in minor units." })),
  requested: Schema.optionalKey(
    Schema.NullOr(Schema.Int).annotate({
      description: "What was asked for; null where no amount could be worked out.",
    }),
  ),
  currency: Schema.optionalKey(Schema.String),
  decision: Schema.optionalKey(Decision),
}).annotate({ identifier: "ProblemDocument", description: "An RFC 9457 problem document; dispatch on `code`." })

// One schema for all statuses, so that the OpenAPI document has one component for it.
const answered = ProblemDocument.pipe(HttpApiSchema.asJson({ contentType: ProblemDetails.contentType }))

/**
 * The value that `ProblemDocument` describes.
 *
 * @since 0.1.0
 */
export type ProblemDocument = typeof ProblemDocument.Type

/**
 * The problem document as an endpoint's answer with one status.
 *
 * @example
 * ```ts
 * import { problemOf } from "@refund-rules/http-api"
 * import { Schema } from "effect"
 * import { HttpApiEndpoint } from "effect/http-api"
 *
 * HttpApiEndpoint.get("payment", "/v1/payments/:id", { success: Schema.String, error: problemOf(404) }).path // => "/v1/payments/:id"
 * ```
 *
 * @since 0.1.0
 */
export const problemOf = (status: number) => answered.pipe(HttpApiSchema.status(status))

/** What bytes may be answered with before anybody looks at what they ask for; a probe's own answer is the first. */
const framing = [503, 400, 408, 413, 414, 431, 500] as const

/** What any request with a key may be answered with, whatever it asks for. */
const always = [...framing, 401, 403, 404, 406, 412, 422, 429] as const

/** The problems of an endpoint that needs no key. */
export const openProblems = framing.map(problemOf)

/** The problems of an endpoint that only reads. */
export const readingProblems = always.map(problemOf)

/** The problems of an endpoint that takes a body or changes something. */
export const writingProblems = [...always, 409, 415].map(problemOf)

/**
 * The URI that names a kind of problem: one for each code, the same in every release.
 *
 * @example
 * ```ts
 * import { problemType } from "@refund-rules/http-api"
 *
 * problemType("not_found") // => "urn:refund-rules:problem:not_found"
 * ```
 *
 * @since 0.1.0
 */
export const problemType = (code: string): string => `urn:refund-rules:problem:${code}`
