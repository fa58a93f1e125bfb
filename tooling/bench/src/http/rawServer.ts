/** The least a JSON server can be: Node's own, the same strict reader, the same headers out. What it answers with is handed in. */
import { randomUUID } from "node:crypto"
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"
import { readJson } from "@refund-rules/server/json/readJson"

/** Answers a body with a status and a value, at once or later. */
export type Answering = (
  body: unknown,
  headers: IncomingHttpHeaders,
  answer: (status: number, value: unknown, more?: Readonly<Record<string, string>>) => void,
) => void

/** Listens on a free port and says which. */
export const rawServer = (answering: Answering): void => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const read = readJson(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
      answering(read.ok ? read.value : undefined, request.headers, (status, value, more) => {
        const text = JSON.stringify(value)
        response.writeHead(status, {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          "x-request-id": randomUUID(),
          "x-content-type-options": "nosniff",
          "cache-control": "no-store",
          ...more,
        })
        response.end(text)
      })
    })
  })
  server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })))
}
