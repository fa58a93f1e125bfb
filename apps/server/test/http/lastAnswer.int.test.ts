/** Who sends too much is told so: the connection stays until what they send has passed, though not for ever. */
import { connect } from "node:net"
import { startServer, testRootKey } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => void (server = await startServer({ REFUND_RULES_LOG: "error" })))
afterAll(() => server[Symbol.asyncDispose]())

const PIECE = Buffer.alloc(65_536, "x")

interface Sent {
  /** What was sent until the server ended it. */
  readonly bytes: number
  readonly answer: string
  readonly failed: string | undefined
}

/** Sends a body of so many bytes in pieces, one after the other has left, and reads only once the last has. */
const send = (url: string, path: string, size: number, headers: readonly string[] = []): Promise<Sent> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const line = connect(Number(port), hostname)
    let [bytes, answer] = [0, ""]
    let failed: string | undefined
    const lines = [`POST ${path} HTTP/1.1`, "Host: x", `Authorization: Bearer ${testRootKey}`, ...headers]
    const next = (): void => {
      if (bytes >= size) return void line.on("data", (part) => (answer += part.toString("latin1")))
      bytes += PIECE.length
      line.write(PIECE, () => setImmediate(next))
    }
    line.on("connect", () => line.write(`${lines.join("\r\n")}\r\nContent-Type: application/json\r\n\r\n`, next))
    line.on("error", (error: NodeJS.ErrnoException) => (failed = error.code))
    line.on("close", () => resolve({ bytes, answer, failed }))
  })

const doors: readonly (readonly [name: string, url: () => string, path: string, status: number])[] = [
  ["the native interface", () => server.line.native, "/v1/payments", 413],
  ["the door of webhooks", () => server.line.native, "/webhooks/stripe", 413],
  ["a facade", () => server.line.facades["dodo"]!, "/refunds", 413],
]

describe.each(doors)("%s", (_, url, path, status) => {
  it.each([
    ["says how long it is", ["Content-Length: 1048576"]],
    ["says how long it is, and that it is the last", ["Content-Length: 1048576", "Connection: close"]],
  ])("answers who sends 1 MB, %s, and reads afterwards", async (_, headers) => {
    const { answer, failed } = await send(url(), path, 1_048_576, headers)
    expect([answer.slice(0, 12), failed]).toEqual([`HTTP/1.1 ${status}`, undefined])
  })

  it("hangs up on who sends without end", async () => {
    const { bytes } = await send(url(), path, 1_000_000_000, ["Content-Length: 1000000000"])
    expect(bytes).toBeLessThan(100_000_000)
  })
})
