/** A server that answers as a test wants it, over real sockets, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export type Answering = (response: ServerResponse, request: Seen) => void

/** Serves while something is done with its address. */
export const withServer = async <A>(
  answer: Answering,
  use: (url: string, seen: readonly Seen[]) => Promise<A>,
): Promise<A> => {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (part) => (body += String(part)))
    request.on("end", () => {
      const one = { method: request.method!, url: request.url!, headers: request.headers, body }
      seen.push(one)
      answer(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Answers in one way, as JSON unless it is a text already. */
export const says =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answering =>
  (response) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(typeof body === "string" ? body : JSON.stringify(body))

/** Answers nothing, ever. */
export const silence: Answering = () => {}

/** How long, in milliseconds, a gateway should wait for these: one that answers is waited for on a busy machine, too. */
export const patienceWith = (...answers: readonly (Answering | undefined)[]): number =>
  answers.includes(silence) ? 1000 : 30_000
