/** One connection of a stream of events: what it tells for as long as it holds, and why it ended. */
import type { AnswerOf, EndpointAt } from "./definition.ts"
import { NoAnswer } from "./errors.ts"
import { type Failure, failureOf } from "./failure.ts"
import type { Connection } from "./send.ts"
import { sentEvents } from "./sentEvents.ts"

/**
 * Something that happened to a refund, a session, a dispute, a payment or an incident.
 *
 * @since 0.1.0
 */
export type FeedEvent = AnswerOf<EndpointAt<"events", "list">>["items"][number]

/** Where a reader is; it moves on with what is heard. */
export interface Place {
  /** What the next connection goes on behind; undefined before anything was heard. */
  mark: string | undefined
  /** How long the server wants to be left alone after a break. */
  retryMs: number | undefined
  /** Connections in a row on which nothing was heard. */
  failed: number
}

/** How the server is listened to. */
export interface Hearing {
  readonly to: Connection
  readonly path: string
  readonly silenceMs: number
  readonly signal: AbortSignal
}

/** Events as they come; ends with why it ended, and rejects only where whoever listens stopped it. */
export async function* hear(
  { path, signal, silenceMs, to }: Hearing,
  place: Place,
): AsyncGenerator<FeedEvent, Failure, undefined> {
  const line = new AbortController()
  try {
    const response = await within(line, to.timeoutMs, asked(to, path, place, AbortSignal.any([line.signal, signal])))
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true
    if (!response.ok) return failureOf(response, await within(line, to.timeoutMs, response.text()), silent)
    if (!isStream || response.body === null)
      return { error: silent(`an answer ${response.status} that is no stream of events`), isPassing: false }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (const take = sentEvents(); ;) {
      // A part comes after the one before.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await within(line, silenceMs, reader.read())
      if (done) return { error: silent("the stream was ended"), isPassing: true }
      for (const { data, id = place.mark, retryMs = place.retryMs } of take(value)) {
        Object.assign(place, { mark: id, retryMs, failed: 0 })
        if (data !== undefined) yield JSON.parse(data) as FeedEvent
      }
    }
  } catch (cause) {
    signal.throwIfAborted()
    return { error: silent(`the connection to ${to.url} broke`, cause), isPassing: true }
  } finally {
    line.abort()
  }
}

const asked = (to: Connection, path: string, { mark }: Place, signal: AbortSignal): Promise<Response> =>
  to.fetch(`${to.url}${path}`, {
    headers: {
      accept: "text/event-stream",
      authorization: `Bearer ${to.key}`,
      ...(mark === undefined ? {} : { "last-event-id": mark }),
    },
    redirect: "error",
    signal,
  })

/** What is waited for; where it takes too long, the line is hung up on. */
const within = async <A>(line: AbortController, ms: number, awaited: Promise<A>): Promise<A> => {
  const timer = setTimeout(() => line.abort(new Error(`nothing came for ${ms} ms`)), ms)
  try {
    return await awaited
  } finally {
    clearTimeout(timer)
  }
}

const silent = (what: string, cause?: unknown): NoAnswer => new NoAnswer(`GET /v1/events: ${what}`, undefined, cause)
