/**
 * Everything that happens, as it happens: a stream that is made again behind what was read, however often it breaks.
 *
 * @since 0.1.0
 */
import { connectionOf, type ConnectOptions } from "./connect.ts"
import type { ClientError } from "./errors.ts"
import { type FeedEvent, hear, type Place } from "./hear.ts"
import { jitter, pause } from "./patience.ts"

/**
 * Where to begin, and when to stop.
 *
 * @since 0.1.0
 */
export interface ListenOptions {
  /** The `id` of the event that was taken last: what came after it is told. */
  readonly after?: string
  /** Without `after`: from the first event on, as where this is left out, or only what happens from now on. */
  readonly from?: "first" | "now"
  /** How long nothing may come before the line is taken for dead; 45,000 where left out. The server speaks every 15 s. */
  readonly silenceMs?: number
  /** Told why the stream broke, each time before it is made again. */
  readonly onBreak?: (why: ClientError) => void
  readonly signal?: AbortSignal
}

/**
 * Every event once and in order, for as long as it is asked for; leaving the loop hangs up.
 *
 * A stream that breaks is made again behind what was given last. Where `attempts` is given, so many connections in a row on
 * which nothing is heard are the end; else it is tried for ever. What another try would not change ends it at once.
 *
 * @example
 * ```ts
 * import { listen } from "@refund-rules/client"
 *
 * const nobody = { url: "http://127.0.0.1:1", key: "rr_test_key", attempts: 1 }
 * await listen(nobody).next().catch(({ _tag }) => _tag) // => "NoAnswer"
 * ```
 *
 * @since 0.1.0
 */
export async function* listen(
  options: ConnectOptions,
  { after, from, onBreak, signal: stopped, silenceMs = 45_000 }: ListenOptions = {},
): AsyncGenerator<FeedEvent, void, undefined> {
  const { attempts = Infinity } = options
  const leaving = new AbortController()
  const signal = stopped === undefined ? leaving.signal : AbortSignal.any([leaving.signal, stopped])
  const path = `/v1/events${from === undefined ? "" : `?from=${from}`}`
  const hearing = { to: connectionOf(options), path, silenceMs, signal }
  const place: Place = { mark: after === undefined ? undefined : markOf(after), retryMs: undefined, failed: 0 }
  try {
    for (;;) {
      const { error, isPassing, pauseMs } = yield* hear(hearing, place)
      place.failed += 1
      if (!isPassing || place.failed >= attempts) throw error
      onBreak?.(error)
      // oxlint-disable-next-line no-await-in-loop -- a pause is there to be waited for
      await pause(pauseMs ?? jitter(place.failed, place.retryMs), signal)
    }
  } finally {
    leaving.abort()
  }
}

/** How the server writes an id where only plain signs may stand. */
const markOf = (id: string): string => encodeURIComponent(id.toWellFormed())
