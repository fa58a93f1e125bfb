/** Sends one message to one target: to an address that was just checked, following nobody, reading little, waiting not long. */
import { request as plain } from "node:http"
import { request as secure } from "node:https"
import type { LookupFunction } from "node:net"
import { isIPv6 } from "node:net"
import { checkedAddresses, type LookUp } from "./resolve.ts"
import { type Allowed, readTarget, type Target } from "./target.ts"

/** How a try ended. */
export type Posted =
  | { readonly _tag: "Taken"; readonly status: number }
  /** The receiver wants nothing more, ever. */
  | { readonly _tag: "Gone" }
  | { readonly _tag: "NotTaken"; readonly reason: string; readonly retryAfter?: string }

export interface Posting {
  readonly allowed: Allowed
  readonly lookUp: LookUp
  readonly timeoutMilliseconds?: number
  /** Ends a try before its time. */
  readonly signal?: AbortSignal
}

const TIMEOUT_MILLISECONDS = 15_000
const ANSWER_BYTES = 64 * 1024

/** Never fails: whatever happens is an ending. */
export const post = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowed, lookUp, signal: stop, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: Posting,
): Promise<Posted> => {
  const target = readTarget(url, allowed)
  if ("refused" in target) return notTaken(target.refused)
  const late = AbortSignal.timeout(timeoutMilliseconds)
  const signal = stop === undefined ? late : AbortSignal.any([late, stop])
  try {
    const addresses = await unless(signal, checkedAddresses(target, lookUp))
    if ("refused" in addresses) return notTaken(addresses.refused)
    return await exchange({ target, addresses, headers, body, signal })
  } catch (error) {
    return notTaken(signal.aborted ? "no answer in time" : reasonOf(error))
  }
}

const notTaken = (reason: string): Posted => ({ _tag: "NotTaken", reason })

/** The code of what went wrong: its message may name addresses. */
const reasonOf = (error: unknown): string => {
  const { code } = error as { readonly code?: unknown }
  return typeof code === "string" ? code : "the connection failed"
}

const unless = <A>(signal: AbortSignal, promise: Promise<A>): Promise<A> =>
  new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true })
    promise.then(resolve, reject)
  })

interface Exchange {
  readonly target: Target
  readonly addresses: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** A connection of its own, so that none is used again whose address was checked long ago. */
const exchange = ({ addresses, body, headers, signal, target }: Exchange): Promise<Posted> =>
  new Promise((resolve, reject) => {
    const make = target.url.protocol === "https:" ? secure : plain
    const sent = make(target.url, {
      method: "POST",
      agent: false,
      signal,
      lookup: answering(addresses),
      maxHeaderSize: 16 * 1024,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "refund-rules-webhooks",
        connection: "close",
        ...headers,
      },
    })
    let ending: Posted | undefined
    const end = (): void => {
      resolve(ending!)
      sent.destroy()
    }
    // Once there is a status it counts, however the rest of the answer ends.
    sent.on("error", (error) => (ending === undefined ? reject(error) : end()))
    sent.on("response", (response) => {
      let read = 0
      ending = postedAs(response.statusCode ?? 0, response.headers["retry-after"])
      response.on("data", (chunk: Buffer) => {
        read += chunk.length
        if (read > ANSWER_BYTES) end()
      })
      response.on("end", end).on("error", end)
    })
    sent.end(body)
  })

/** Whatever is asked, the addresses that were checked. */
const answering =
  (addresses: readonly string[]): LookupFunction =>
  (_host, options, done) => {
    const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
    if (options.all === true) done(null, all)
    else done(null, all[0]!.address, all[0]!.family)
  }

/** What a status says of a try. */
export const postedAs = (status: number, retryAfter: string | undefined): Posted => {
  if (status >= 200 && status < 300) return { _tag: "Taken", status }
  if (status === 410) return { _tag: "Gone" }
  const isPutOff = (status === 429 || status === 503) && retryAfter !== undefined
  return { _tag: "NotTaken", reason: `status ${status}`, ...(isPutOff ? { retryAfter } : {}) }
}
