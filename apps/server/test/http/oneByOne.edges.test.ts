/** Requests of one connection that do not wait for each other's answers. */
import { once } from "node:events"
import { createServer } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { oneByOne } from "@refund-rules/server/http/oneByOne"
import { expect, it } from "vitest"

// More than the buffers between two ends of a connection take.
const BYTES = 32_000_000

/** A server of large answers, and a connection to it that asks so often at once and reads nothing yet. */
const asking = async (times: number) => {
  const begun: string[] = []
  const answer = Buffer.alloc(BYTES)
  const server = createServer(
    oneByOne((request, response) => {
      begun.push(request.url!)
      response.end(answer)
    }),
  ).listen(0, "127.0.0.1")
  // The first answer is told that it left, or never will.
  const left = new Promise((resolve) => server.once("request", (_, response) => response.once("close", resolve)))
  await once(server, "listening")
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").pause()
  const asks = Array.from({ length: times }, (_, at) => `GET /${at} HTTP/1.1\r\nhost: shop\r\n\r\n`)
  socket.on("error", () => {}).write(asks.join(""))
  return { begun, left, server, socket }
}

it("are begun one after the other, each when the answer before has left", async () => {
  const { begun, server, socket } = await asking(5)
  await expect.poll(() => begun).toEqual(["/0"])
  let read = 0
  socket.on("data", (chunk: Buffer) => (read += chunk.length)).resume()
  await expect.poll(() => read).toBeGreaterThan(5 * BYTES)
  expect(begun).toEqual(["/0", "/1", "/2", "/3", "/4"])
  socket.destroy()
  server.close()
})

it("are not begun where the connection is gone", async () => {
  const { begun, left, server, socket } = await asking(5)
  await expect.poll(() => begun).toEqual(["/0"])
  socket.destroy()
  server.close()
  await left
  expect(begun).toEqual(["/0"])
})
