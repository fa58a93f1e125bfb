/** Asks one thing on a connection of its own, and hands back all that was answered, headers too. */
import { openLine } from "../document/Line.ts"
import { bytesOf } from "../fuzz/Question.ts"
import type { Body } from "../server/Client.ts"
import type { Sent } from "./places.ts"

/** All of an answer. */
export interface Told {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
}

/** Asks as whoever holds a key; where the headers say already who asks, they do. */
export const ask = async (native: string, key: string, { body, headers, method, path }: Sent): Promise<Told> => {
  // A connection each: one that idles may be closed just as it is taken up again.
  const line = openLine(Number(new URL(native).port))
  const bytes = bytesOf({
    method,
    target: path,
    headers: Object.entries("authorization" in headers ? headers : { ...headers, authorization: `Bearer ${key}` }),
    body: body === undefined ? undefined : Buffer.from(body),
    operation: undefined,
    wanted: "anything",
    how: "",
  })
  const heard = await line.ask(bytes, false)
  line.close()
  if (heard.status === "none") throw new Error(`${method} ${path} was not answered: ${heard.cause}`)
  return { status: heard.status, headers: [...heard.headers], text: heard.text }
}

/** What is made before anything is compared. */
export interface Deed {
  readonly method: string
  readonly path: string
  readonly body?: object
  readonly idempotencyKey?: string
}

/** Asks, and goes on only where it was done. */
export const done = async (
  native: string,
  key: string,
  { body, idempotencyKey, method, path }: Deed,
): Promise<Body & { readonly key?: string }> => {
  const headers = {
    "content-type": "application/json",
    prefer: "wait=10",
    ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
  }
  const sent = { method, path, headers, body: body === undefined ? undefined : JSON.stringify(body) }
  const { status, text } = await ask(native, key, sent)
  if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text}`)
  return text === "" ? {} : (JSON.parse(text) as Body)
}
