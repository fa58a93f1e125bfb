/** A server that answers as a test wants it, and a gateway that asks it over sockets. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Gateway } from "@refund-rules/engine"
import { Effect, Redacted } from "effect"
import { dodoGateway, type DodoSettings } from "../src/index.ts"

export type GatewayService = (typeof Gateway)["Service"]

export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

export type Answering = (response: ServerResponse, request: Seen) => void

/** The client lives as long as it is used. */
export const withGateway = <A>(
  url: string,
  use: (gateway: GatewayService) => Effect.Effect<A>,
  settings: Partial<DodoSettings> = {},
): Promise<A> =>
  dodoGateway({ url, key: Redacted.make("canary"), timeoutMs: 400, ...settings }).pipe(
    Effect.flatMap(use),
    Effect.provide(NodeHttpClient.layerUndici),
    Effect.runPromise,
  )

/** A server that answers everything in one way, while something is done with its address. */
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

export const says =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(typeof body === "string" ? body : JSON.stringify(body))
