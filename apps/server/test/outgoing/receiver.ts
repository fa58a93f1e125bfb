/** A merchant's receiver over a real socket: it keeps what it is sent, and answers as it is told to. */
import { createHmac, timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** One message as it came. */
export interface Received {
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
  readonly event: any
  readonly at: number
}

export interface Receiver extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly received: Received[]
  /** Whether it has what it should; fails after some seconds. */
  readonly until: (holds: (received: readonly Received[]) => boolean, seconds?: number) => Promise<void>
}

export type Behaviour = (response: ServerResponse, received: Received, count: number) => void

export const fine: Behaviour = (response) => void response.writeHead(204).end()

export const receiver = async (behaviour: Behaviour = fine): Promise<Receiver> => {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString()
      const one = { path: request.url ?? "", headers: request.headers, body, event: JSON.parse(body), at: Date.now() }
      received.push(one)
      behaviour(response, one, received.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    until: async (holds, seconds = 60) => {
      const end = Date.now() + seconds * 1000
      while (!holds(received)) {
        if (Date.now() > end) throw new Error(`after ${seconds} s it had ${JSON.stringify(received.map(told))}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const told = ({ event, headers }: Received): string => `${String(headers["webhook-id"])} ${event.type}`

/** Verifies as the specification of Standard Webhooks says, by itself: the version of the signature that holds, by place. */
export const verified = ({ body, headers }: Received, secret: string): number => {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`
  const expected = createHmac("sha256", key).update(content).digest()
  return String(headers["webhook-signature"])
    .split(" ")
    .findIndex((one) => {
      const [version, mac = ""] = one.split(",", 2)
      const given = Buffer.from(mac, "base64")
      return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
    })
}
