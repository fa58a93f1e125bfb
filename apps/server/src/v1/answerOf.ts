/** Answers one request of the native interface: admitted, read, asked for once, and always with an answer. */
import type { IncomingMessage } from "node:http"
import type { Caller } from "@refund-rules/engine"
import { Effect } from "effect"
import { actorOf, type Holder } from "../access/Access.ts"
import { readJson } from "../json/readJson.ts"
import { admit, type Admission } from "./admit.ts"
import { bearerOf, doubledHeader, idempotencyKeyOf, mediaFault, takesJson, waitOf, wantsStream } from "./headers.ts"
import { onceOf, requestIdOf } from "./once.ts"
import { invalid, problem, type Problem } from "./Problem.ts"
import { readBody } from "./readBody.ts"
import type { Answer, Asked, Fault, Listening, Route } from "./Route.ts"

/** What answering needs to know of the server. */
export interface Settled extends Admission {
  readonly bodyLimit: number
}

/** A request on its way through: its id is that of its key, where its answer is kept. */
export interface Attempt {
  readonly request: IncomingMessage
  readonly route: Route
  readonly name: string
  readonly query: string
  requestId: string
}

/** The answer of a route to a request, or what keeps it from one. */
export const answerOf = Effect.fnUntraced(function* (
  settled: Settled,
  attempt: Attempt,
): Effect.fn.Return<Answer, Fault> {
  const { name, query, request, route } = attempt
  const early = doubledHeader(request.rawHeaders)
  if (early !== undefined) return yield* early
  const holder = yield* admit(settled, request, route)
  const key = keyOf(route, request)
  if (typeof key === "object") return yield* key
  const late = faultOf(route, request)
  if (late !== undefined) return yield* late
  const caller = callerOf(holder)
  if (route.key === "kept") attempt.requestId = requestIdOf(caller, key)
  const body = yield* bodyOf(settled, attempt)
  if (query !== "" && route.takesQuery !== true) return yield* noQuery
  const asked: Asked = {
    caller,
    holder,
    id: name,
    query: query === "" ? noParameters : new URLSearchParams(query),
    body,
    key,
    once: route.key === "kept" ? onceOf(key, route, name, body) : none,
    requestId: attempt.requestId,
    wait: waitOf(request.headers.prefer),
    ifMatch: request.headers["if-match"],
    ...(isListening(route, request) ? { listening: listeningOf(settled, request) } : {}),
  }
  return yield* route.answer(asked)
})

const isListening = ({ streams }: Route, { headers, method }: IncomingMessage): boolean =>
  streams === true && method !== "HEAD" && wantsStream(headers.accept)

const listeningOf = ({ access }: Settled, { headers }: IncomingMessage): Listening => {
  const lastEventId = headers["last-event-id"]
  const secret = bearerOf(headers) ?? ""
  return {
    lastEventId: lastEventId === undefined ? undefined : String(lastEventId),
    isHeld: Effect.map(
      Effect.suspend(() => access.holder(secret)),
      (holder) => holder !== undefined,
    ),
  }
}

const noParameters = new URLSearchParams()

const none = { door: "", key: "", fingerprint: "" }

const noQuery = invalid([{ pointer: "", code: "unknown_field", detail: "this path takes no query" }])

const callerOf = (holder: Holder): Caller => ({
  scope: holder.scope,
  actor: { ...actorOf(holder), roles: holder.scopes },
})

const keyOf = (route: Route, { headers }: IncomingMessage): string | Problem => {
  const key = idempotencyKeyOf(headers)
  if (key !== undefined && route.key === "refused") {
    return problem("idempotency_key_unsupported", "this answer holds a secret and is kept nowhere: leave the key out")
  }
  if (key === undefined && route.key === "kept") {
    return problem("idempotency_key_missing", "send an `Idempotency-Key`: with it, asking again is safe")
  }
  return key ?? ""
}

const faultOf = (route: Route, request: IncomingMessage): Problem | undefined => {
  const { headers } = request
  if (!takesJson(headers.accept) && !isListening(route, request))
    return problem("not_acceptable", "this is answered as `application/json` only")
  if (headers["if-match"] !== undefined && route.versioned !== true) {
    return problem("version_mismatch", "nothing at this path has a version to match")
  }
  return route.body === "json" ? mediaFault(route.method, headers) : undefined
}

const bodyOf = ({ bodyLimit }: Settled, { request, route }: Attempt): Effect.Effect<unknown, Problem> => {
  if (route.body === "none" && isEmpty(request)) return Effect.undefined
  return Effect.flatMap(readBody(request, bodyLimit), (bytes) => {
    if (bytes.length === 0 && route.body === "none") return Effect.undefined
    const read = readJson(bytes)
    if (!read.ok) return Effect.fail(unread(read.fault))
    if (route.body === "none" && !isNothing(read.value)) {
      return Effect.fail(invalid([{ pointer: "", code: "unknown_field", detail: "this takes no body" }]))
    }
    return Effect.succeed(route.body === "none" ? undefined : read.value)
  })
}

const isEmpty = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0"

const isNothing = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0

const unread = (fault: Extract<ReturnType<typeof readJson>, { ok: false }>["fault"]): Problem => {
  const { code, detail, pointer } = fault
  const errors = [{ pointer, code, detail }]
  // A number that is no longer the same once it is read is a field that is wrong; the rest is no JSON that all read alike.
  return code === "number_not_kept" ? invalid(errors) : problem("malformed_json", detail, { errors })
}
