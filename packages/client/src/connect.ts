/**
 * A client of one server, as one key: plain promises over `fetch`, nothing else.
 *
 * @since 0.1.0
 */
import type { Client } from "./Client.ts"
import { methodsOf } from "./methodsOf.ts"
import { send, type Connection } from "./send.ts"

/**
 * Where a server is, and how patiently it is asked.
 *
 * @since 0.1.0
 */
export interface ConnectOptions {
  readonly url: string
  /** An API key of `POST /v1/keys`, or the root key. */
  readonly key: string
  /** How often one call is tried; 4 where left out. */
  readonly attempts?: number
  /** How long one try may take; 30,000 where left out. */
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
}

/**
 * A client. It sends nothing before its first call.
 *
 * @example
 * ```ts
 * import { connect } from "@refund-rules/client"
 *
 * const client = connect({ url: "http://127.0.0.1:4010", key: "rr_test_key" })
 * typeof client.refunds.request // => "function"
 * ```
 *
 * @since 0.1.0
 */
export const connect = (options: ConnectOptions): Client => {
  const to = connectionOf(options)
  return methodsOf((question) => send(to, question)) as Client
}

/** @internal */
export const connectionOf = (options: ConnectOptions): Connection => ({
  url: options.url.replace(/\/+$/u, ""),
  key: options.key,
  attempts: options.attempts ?? 4,
  timeoutMs: options.timeoutMs ?? 30_000,
  fetch: options.fetch ?? globalThis.fetch,
})
