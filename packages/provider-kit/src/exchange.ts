/** One HTTP exchange with a provider, and honestly what came of it: never redirected, bounded in time and size, no throw. */
import { Cause, Data, Duration, Effect, Exit, Option, Stream } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientError, type HttpClientRequest } from "effect/http"

/**
 * What came of an exchange. `NotSent`: no byte of the request left, so nothing happened there. `Lost`: something may have.
 *
 * @since 0.1.0
 */
export type Exchanged =
  | { readonly _tag: "NotSent"; readonly cause: string }
  | { readonly _tag: "Lost"; readonly cause: string }
  | {
      readonly _tag: "Answered"
      readonly status: number
      readonly headers: Readonly<Record<string, string | undefined>>
      readonly body: string
    }

/** The largest answer that is read. */
const LARGEST = 1024 * 1024

/**
 * Sends a request and reads the whole answer, whatever its status; a redirect is an answer like any other. An answer
 * that does not come in time, breaks off, is larger than 1 MB or is no UTF-8 is `Lost`. The key that was shown in
 * `authorization` is withheld from the answer.
 *
 * @example
 * ```ts
 * import { exchange } from "@refund-rules/provider-kit"
 * import { Effect } from "effect"
 * import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
 *
 * const asking = Effect.flatMap(HttpClient.HttpClient, (client) =>
 *   exchange(client, HttpClientRequest.get("http://nobody.invalid"), 1000),
 * )
 * ;(await Effect.runPromise(Effect.provide(asking, FetchHttpClient.layer)))._tag // => "NotSent"
 * ```
 *
 * @since 0.1.0
 */
export const exchange = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  timeoutMs: number,
): Effect.Effect<Exchanged> =>
  Effect.gen(function* () {
    const response = yield* client.execute(request)
    const body = yield* bounded(response.stream)
    return {
      _tag: "Answered" as const,
      status: response.status,
      headers: response.headers,
      body: withheld(request, body),
    }
  }).pipe(
    Effect.timeoutOption(Duration.millis(timeoutMs)),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false),
    Effect.exit,
    Effect.map((exit) =>
      Exit.match(exit, {
        onSuccess: Option.match({
          onNone: (): Exchanged => ({ _tag: "Lost", cause: `no answer within ${timeoutMs} ms` }),
          onSome: (answer): Exchanged => answer,
        }),
        onFailure: failed,
      }),
    ),
  )

/** A provider that says back what it was shown says it to nobody: words of its answers are kept and told. */
const withheld = ({ headers }: HttpClientRequest.HttpClientRequest, body: string): string => {
  const shown = headers["authorization"]?.split(" ").at(-1) ?? ""
  return shown.length < 8 ? body : body.replaceAll(shown, "[withheld]")
}

type Failure = HttpClientError.HttpClientError | TooLarge

class TooLarge extends Data.TaggedError("TooLarge") {}

const bounded = (stream: Stream.Stream<Uint8Array, HttpClientError.HttpClientError>): Effect.Effect<string, Failure> =>
  Effect.map(
    Stream.runFoldEffect(
      stream,
      () => ({ size: 0, parts: [] as Uint8Array[] }),
      (read, part) => {
        read.size += part.byteLength
        read.parts.push(part)
        return read.size > LARGEST ? Effect.fail<Failure>(new TooLarge()) : Effect.succeed(read)
      },
    ),
    ({ parts }) => {
      const decoder = new TextDecoder("utf-8", { fatal: true })
      return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode()
    },
  )

const failed = (cause: Cause.Cause<Failure>): Exchanged => {
  const error = Cause.squash(cause)
  if (error instanceof TooLarge) return { _tag: "Lost", cause: "the answer was larger than 1 MB" }
  const codes = codesIn(error, new Set())
  const isNotSent = codes.length > 0 && codes.every((code) => isBeforeTheFirstByte(code))
  const words = codes.length > 0 ? codes.join(", ") : nameOf(error)
  return { _tag: isNotSent ? "NotSent" : "Lost", cause: words }
}

const nameOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null) return "the exchange broke off"
  return "_tag" in error && typeof error._tag === "string" ? error._tag : error.constructor.name
}

/** What systems call the failures that happen before a request can be written: no name, no route, no trust. */
const beforeTheFirstByte: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "ERR_INVALID_URL",
  "InvalidUrlError",
  "EncodeError",
  "connect ETIMEDOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
])

const isBeforeTheFirstByte = (code: string): boolean =>
  beforeTheFirstByte.has(code) || /^(CERT_|ERR_TLS_CERT|ERR_SSL_WRONG_VERSION)/.test(code)

/** Every code of an error and of what caused it; an error about several addresses has one for each. */
const codesIn = (error: unknown, seen: Set<unknown>): string[] => {
  if (typeof error !== "object" || error === null || seen.has(error)) return []
  seen.add(error)
  const { _tag, cause, code, errors, reason, syscall } = error as Readonly<Record<string, unknown>>
  if (_tag === "InvalidUrlError" || _tag === "EncodeError") return [_tag]
  const beneath = [reason, cause, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])].flatMap((each) =>
    codesIn(each, seen),
  )
  if (beneath.length > 0) return beneath
  if (typeof code !== "string") return []
  return [syscall === "connect" && code === "ETIMEDOUT" ? "connect ETIMEDOUT" : code]
}
