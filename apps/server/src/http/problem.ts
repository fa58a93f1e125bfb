/** Makes the problem document of the request being answered; it never carries a stack, a secret or long input. */
import { problemType } from "@refund-rules/http-api"
import type { ProblemDocument } from "@refund-rules/http-api"
import { Context, Effect } from "effect"
import { ProblemDetails } from "effect/http"
import type { HttpServerResponse } from "effect/http"

/** The id of the request being answered, also in its `X-Request-Id`. */
export const RequestId = Context.Reference<string>("@refund-rules/server/http/RequestId", {
  defaultValue: () => "unknown",
})

/** What is wrong, before it is tied to a request. */
export type Fault = Pick<ProblemDocument, "code" | "status" | "title" | "detail" | "retryable">

/** The problem document of a fault in this request. */
export const problem = (fault: Fault): Effect.Effect<ProblemDocument> =>
  Effect.map(RequestId, (id) => ({
    type: problemType(fault.code),
    title: fault.title,
    status: fault.status,
    detail: fault.detail,
    instance: `urn:request:${id}`,
    code: fault.code,
    request_id: id,
    retryable: fault.retryable,
  }))

/** The answer that carries a fault's problem document. */
export const refusal = (fault: Fault): Effect.Effect<HttpServerResponse.HttpServerResponse> =>
  Effect.map(problem(fault), (document) => ProblemDetails.toResponse({ ...document }))

/** The fault of a server that cannot take work now. */
export const unavailable = (code: string, detail: string): Fault => ({
  code,
  status: 503,
  title: "Not ready for work",
  detail,
  retryable: true,
})
