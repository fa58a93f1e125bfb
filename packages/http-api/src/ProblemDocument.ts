/**
 * What every refused request reads: an RFC 9457 problem document. A client acts on `code`, never on `detail`.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { ProblemDetails } from "effect/http"
import { HttpApiSchema } from "effect/http-api"

/**
 * A problem document: the RFC's five members, and what a program needs to decide what to do next.
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
}).annotate({ identifier: "ProblemDocument", description: "An RFC 9457 problem document; dispatch on `code`." })

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
export const problemOf = (status: number) =>
  ProblemDocument.pipe(HttpApiSchema.status(status), HttpApiSchema.asJson({ contentType: ProblemDetails.contentType }))

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
