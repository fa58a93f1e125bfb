/** Wraps the routes so that every request is answered: with an id, a log line, and JSON for whatever went wrong. */
import { randomUUID } from "node:crypto"
import { Cause, Duration, Effect } from "effect"
import { HttpBody, HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"
import { isLate } from "../lifecycle/Traffic.ts"
import type { AllowedMethods } from "./allowedMethods.ts"
import { refusal, RequestId, unavailable } from "./problem.ts"

type Answer = HttpServerResponse.HttpServerResponse

// An orchestrator asks these every few seconds: they are answered while stopping, and logged only for debugging.
const probes: readonly string[] = ["/livez", "/readyz"]

/** Answers every request that the routes answer, refuse, do not know, or fail on. */
export const answered = <E, R>(routes: Effect.Effect<Answer, E, R>, allowed: AllowedMethods) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const id = randomUUID()
    const path = pathOf(request.url)
    const stopping = isLate(request.source)
    const answer = stopping && !probes.includes(path) ? refusal(stoppingFault) : settled(routes, request, allowed)
    const [duration, response] = yield* Effect.timed(Effect.provideService(answer, RequestId, id))
    yield* (probes.includes(path) ? Effect.logDebug("answered") : Effect.logInfo("answered")).pipe(
      Effect.annotateLogs({
        request_id: id,
        method: request.method,
        path,
        status: response.status,
        duration_ms: Duration.toMillis(duration),
      }),
    )
    return HttpServerResponse.setHeaders(onceEncoded(response), headersFor(response, id, stopping))
  })

/** A page as bytes, which are there once for all who read it; as text each who does not read would hold a copy of its own. */
const onceEncoded = (response: Answer): Answer => {
  const { body } = response
  return body._tag === "Uint8Array" && body.contentLength > 16_384
    ? HttpServerResponse.setBody(response, HttpBody.uint8Array(body.body, body.contentType))
    : response
}

const stoppingFault = unavailable("shutting_down", "the server is stopping and takes no new work")

const headersFor = (response: Answer, id: string, stopping: boolean): Record<string, string> => ({
  "x-request-id": id,
  "x-content-type-options": "nosniff",
  ...(response.status === 503 ? { "retry-after": response.headers["retry-after"] ?? "1" } : {}),
  ...(stopping ? { connection: "close" } : {}),
})

const settled = <E, R>(
  routes: Effect.Effect<Answer, E, R>,
  request: HttpServerRequest.HttpServerRequest,
  allowed: AllowedMethods,
): Effect.Effect<Answer, E, R> =>
  Effect.catchCause(routes, (cause) => {
    if (isUnknownRoute(cause)) return unknownRoute(request, allowed)
    // An interrupted request has nobody left to read an answer: the client went away, or the process ends.
    if (Cause.hasInterruptsOnly(cause)) return Effect.failCause(cause)
    return Effect.andThen(Effect.logError("a request failed", cause), refusal(internalFault))
  })

const isUnknownRoute = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some(
    (reason) =>
      reason._tag === "Fail" &&
      HttpServerError.isHttpServerError(reason.error) &&
      reason.error.reason._tag === "RouteNotFound",
  )

const unknownRoute = (request: HttpServerRequest.HttpServerRequest, allowed: AllowedMethods): Effect.Effect<Answer> => {
  const methods = allowed(request.url)
  if (methods.length === 0) return refusal(unknownPathFault)
  const allow = methods.join(", ")
  return Effect.map(
    refusal({ ...wrongMethodFault, detail: `this path answers ${allow}` }),
    HttpServerResponse.setHeader("allow", allow),
  )
}

const unknownPathFault = {
  code: "not_found",
  status: 404,
  title: "Not found",
  detail: "nothing is served at this path: `/docs` shows every route",
  retryable: false,
}

const wrongMethodFault = { code: "method_not_allowed", status: 405, title: "Method not allowed", retryable: false }

const internalFault = {
  code: "internal",
  status: 500,
  title: "Internal error",
  detail: "the server failed on this request: retry with the same key, and report `request_id` if it stays",
  retryable: true,
}

// The query may carry what should not be in a log.
const pathOf = (url: string): string => url.split("?", 1)[0]!.slice(0, 200)
