/** The native interface on Node's own server: finds the route, runs its program, writes the answer; nothing is left unanswered. */
import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { type Cause, type Context, Effect, Exit, LogLevel, References } from "effect"
import { isLate } from "../lifecycle/Traffic.ts"
import { finish } from "../http/lastAnswer.ts"
import { mayAnswer } from "../http/unread.ts"
import { requests } from "../observe/measures.ts"
import { answerOf, type Settled } from "./answerOf.ts"
import { matcherOf } from "./matchRoute.ts"
import { documentOf, problem, type Problem } from "./Problem.ts"
import { problemFor } from "./problemFor.ts"
import type { Answer, Fault, Route } from "./Route.ts"

/** What the door needs to know of the server. */
export interface Door extends Settled {
  readonly routes: readonly Route[]
}

const longestUri = 8192

/** Whatever else was asked for, as one: a stranger chooses no label. */
const unrouted = { method: "OTHER", path: "none" }

/** Answers requests below `/v1`. */
export const doorOf = Effect.fnUntraced(function* (door: Door) {
  const context: Context.Context<never> = yield* Effect.context<never>()
  const run = Effect.runForkWith(context)
  const match = matcherOf(door.routes)
  const isTold = LogLevel.isLessThanOrEqualTo(yield* References.MinimumLogLevel, "Info")
  return (request: IncomingMessage, response: ServerResponse): void => {
    const started = performance.now()
    const url = request.url ?? ""
    const cut = url.indexOf("?")
    const path = cut < 0 ? url : url.slice(0, cut)
    const attempt = { request, requestId: randomUUID() as string, name: "", query: cut < 0 ? "" : url.slice(cut + 1) }
    const found = match(request.method ?? "", path)
    const program = Effect.suspend((): Effect.Effect<Answer, Fault> => {
      if (url.length > longestUri) return Effect.fail(tooLong)
      if (found === undefined) return Effect.fail(unknownPath)
      if (found._tag === "WrongMethod") return Effect.fail(wrongMethod(found.allow))
      const { id: name, route } = found
      const routed = Object.assign(attempt, { name, route })
      return isLate(request) ? Effect.fail(stopping) : answerOf(door, routed)
    })
    run(program).addObserver((exit) => {
      const answer = Exit.isSuccess(exit) ? exit.value : answerTo(exit.cause, attempt.requestId)
      const status = write(response, answer, attempt.requestId)
      if (answer.stream !== undefined) run(answer.stream(response))
      if (Exit.isFailure(exit)) run(told(exit.cause))
      const route = found?._tag === "Found" ? found.route : unrouted
      const took = performance.now() - started
      requests({ method: route.method, route: route.path, status: `${status}` }).updateUnsafe(took / 1000, context)
      if (isTold) {
        const which = { request_id: attempt.requestId, method: request.method, path: path.slice(0, 200) }
        const outcome = { status, duration_ms: took }
        run(Effect.annotateLogs(Effect.logInfo("answered"), { ...which, ...outcome }))
      }
    })
  }
})

/** What whoever runs the server should know, beyond the answer: a bug, or a store that does not answer. */
const told = (cause: Cause.Cause<Fault>): Effect.Effect<void> => {
  const failed = cause.reasons.find((reason) => reason._tag === "Fail")
  if (failed === undefined) return Effect.logError("a request failed", cause)
  const { error } = failed
  return error._tag === "StoreUnavailable"
    ? Effect.logWarning(`the store did not answer: ${String(error.cause)}`)
    : Effect.void
}

const answerTo = (cause: Cause.Cause<Fault>, requestId: string): Answer => {
  const failed = cause.reasons.find((reason) => reason._tag === "Fail")
  return answerOfProblem(failed === undefined ? broken : problemFor(failed.error), requestId)
}

const answerOfProblem = (fault: Problem, requestId: string): Answer => ({
  status: fault.status,
  body: documentOf(fault, requestId),
  headers: { "content-type": "application/problem+json", ...fault.headers },
})

/** Gives the status that was answered. */
const write = (response: ServerResponse, answer: Answer, requestId: string): number => {
  const { body, headers, status, stream } = answer
  if (response.destroyed) return status
  const text = body === undefined ? "" : JSON.stringify(body)
  const bytes = Buffer.byteLength(text)
  if (!mayAnswer(response, bytes)) return write(response, answerOfProblem(unread, requestId), requestId)
  response.writeHead(status, {
    ...(body === undefined ? {} : { "content-type": "application/json", "content-length": bytes }),
    "x-request-id": requestId,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    ...headers,
  })
  if (stream === undefined) finish(response, text, headers)
  else response.flushHeaders()
  return status
}

const tooLong = problem("uri_too_long", `a URI may have at most ${longestUri} characters`, {
  headers: { connection: "close" },
})
const unknownPath = problem("not_found", "nothing is served at this path: `/docs` shows every route")
const wrongMethod = (allow: string) =>
  problem("method_not_allowed", `this path answers ${allow}`, { headers: { allow } })
const stopping = problem("shutting_down", "the server is stopping and takes no new work", {
  headers: { "retry-after": "1", connection: "close" },
})
const unread = problem("overloaded", "too many large answers wait to be read: ask again with the same key", {
  headers: { "retry-after": "1" },
})
const broken = problem(
  "internal",
  "the server failed on this request: retry with the same key, and report `request_id` if it stays",
)
