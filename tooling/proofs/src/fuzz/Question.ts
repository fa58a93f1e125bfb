/** A request before it is bytes: every part can be spoiled by itself, and what must come of it is said beside it. */
import type { Operation } from "../document/Document.ts"

/** What has to come of a request, beyond what the document allows: `refused` is any 4xx, `well-formed` none about its form. */
export type Wanted = "anything" | "well-formed" | "refused" | number

/** A request. */
export interface Question {
  /** The operation it asks for; undefined where its path or method is none of the document's. */
  readonly operation: Operation | undefined
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer | undefined
  readonly wanted: Wanted
  /** What was done to it, for people. */
  readonly how: string
}

/** The bytes of a request; a body has its length before it, unless a header of that name says otherwise. */
export const bytesOf = ({ body, headers, method, target }: Question): Buffer => {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  if (body !== undefined) lines.push(`Content-Length: ${body.length}`)
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1")
  return body === undefined ? head : Buffer.concat([head, body])
}

/** A request for people: enough to send it again. */
export const told = ({ body, headers, how, method, target }: Question): string =>
  [
    `${method} ${target.slice(0, 300)} (${how})`,
    ...headers.map(([name, value]) => `${name}: ${value.slice(0, 100)}`),
    body === undefined ? "no body" : `${body.length} bytes: ${body.toString("utf8").slice(0, 1500)}`,
  ].join("\n    ")
