/** The frame of every facade: reads a request within bounds, hands it over, and answers in the provider's own shape. */
import { Cause, Effect, Stream } from "effect"
import { HttpServerResponse, type HttpServerError, type HttpServerRequest } from "effect/http"

/**
 * A request as a facade sees it: its path begins at the facade's own root.
 *
 * @since 0.1.0
 */
export interface FacadeCall {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/**
 * An answer before it is written as JSON.
 *
 * @since 0.1.0
 */
export interface FacadeReply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Why a request never reached the facade's own code, or did not come back from it.
 *
 * @since 0.1.0
 */
export type FacadeFailure = "body too large" | "body unreadable" | "header twice" | "crashed"

/**
 * What a provider adds to the frame: its answers, and how it says that there is none.
 *
 * @since 0.1.0
 */
export interface FacadeBinding {
  readonly respond: (call: FacadeCall) => Effect.Effect<FacadeReply>
  readonly fail: (failure: FacadeFailure, call: Omit<FacadeCall, "body">) => FacadeReply
}

/**
 * Answers requests whose path begins with a prefix.
 *
 * @since 0.1.0
 */
export type Facade = (
  request: HttpServerRequest.HttpServerRequest,
  prefix: string,
) => Effect.Effect<HttpServerResponse.HttpServerResponse>

const LARGEST = 256 * 1024

/**
 * Frames a facade: a body over 256 KB, a header that must stand once and does not, and a defect are answered too, in the
 * provider's own shape.
 *
 * @since 0.1.0
 */
export const facadeOf =
  ({ fail, respond }: FacadeBinding): Facade =>
  (request, prefix) => {
    const [path = "/", query = ""] = splitUrl(request.url.slice(prefix.length))
    const call = { method: request.method, path, query, headers: request.headers }
    if (hasTwice(request.source)) return Effect.succeed(written(fail("header twice", call)))
    return bodyOf(request).pipe(
      Effect.flatMap((body) =>
        typeof body === "string" ? respond({ ...call, body }) : Effect.succeed(fail(body.failure, call)),
      ),
      Effect.catchCause((cause) =>
        // Whoever went away reads no answer.
        Cause.hasInterruptsOnly(cause)
          ? Effect.interrupt
          : Effect.as(Effect.logError("a facade failed on a request", cause), fail("crashed", call)),
      ),
      Effect.map(written),
    )
  }

const splitUrl = (url: string): readonly string[] => {
  const mark = url.indexOf("?")
  const path = mark === -1 ? url : url.slice(0, mark)
  return [path === "" ? "/" : path, mark === -1 ? "" : url.slice(mark + 1)]
}

const written = ({ body, headers = {}, status }: FacadeReply): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(JSON.stringify(body), {
    status,
    contentType: "application/json",
    headers: { "cache-control": "no-store", ...headers },
  })

type Body = string | { readonly failure: FacadeFailure }

const bodyOf = (request: HttpServerRequest.HttpServerRequest): Effect.Effect<Body> => {
  if (request.method === "GET" || request.method === "HEAD") return Effect.succeed("")
  const length = request.headers["content-length"]
  if (length === "0") return Effect.succeed("")
  if (length !== undefined && Number(length) > LARGEST) return Effect.succeed({ failure: "body too large" })
  const reading: Effect.Effect<Body, HttpServerError.HttpServerError> =
    length === undefined ? boundedBody(request) : request.text
  return Effect.orElseSucceed(reading, (): Body => ({ failure: "body unreadable" }))
}

const boundedBody = (
  request: HttpServerRequest.HttpServerRequest,
): Effect.Effect<Body, HttpServerError.HttpServerError> =>
  Effect.map(
    Stream.runFold(
      Stream.takeUntil(request.stream, limit()),
      () => [] as Uint8Array[],
      (parts, part) => [...parts, part],
    ),
    (parts): Body => {
      if (parts.reduce((sum, part) => sum + part.byteLength, 0) > LARGEST) return { failure: "body too large" }
      const decoder = new TextDecoder()
      return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode()
    },
  )

const limit = () => {
  let size = 0
  return (part: Uint8Array): boolean => (size += part.byteLength) > LARGEST
}

const once: ReadonlySet<string> = new Set(["authorization", "idempotency-key", "content-type"])

/** Whether a header that says who asks, or for what, stands twice: Node takes the first of two, or joins them. */
const hasTwice = (source: object): boolean => {
  if (!("rawHeaders" in source) || !Array.isArray(source.rawHeaders)) return false
  const seen = new Set<string>()
  for (let at = 0; at < source.rawHeaders.length; at += 2) {
    const name = String(source.rawHeaders[at]).toLowerCase()
    if (!once.has(name)) continue
    if (seen.has(name)) return true
    seen.add(name)
  }
  return false
}
