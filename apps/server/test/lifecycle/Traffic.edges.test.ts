/** A client that asks without end, and never waits for an answer. */
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { Traffic } from "@refund-rules/server/lifecycle/Traffic"
import { Effect } from "effect"
import { expect, it } from "vitest"

/** How often a server is asked where so many requests come in one piece; and whether the client is hung up on. */
const asked = (times: number, answer: RequestListener) =>
  Effect.gen(function* () {
    const traffic = yield* Traffic
    return yield* Effect.promise(async () => {
      const server = createServer(answer)
      let heard = 0
      server.on("request", () => void heard++)
      traffic.watch(server)
      await once(server.listen(0, "127.0.0.1"), "listening")
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {})
      let text = ""
      socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")))
      socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(times))
      const count = () => text.split("HTTP/1.1 200 ").length - 1
      await expect.poll(() => socket.destroyed || count() === times).toBe(true)
      const isCut = socket.destroyed
      socket.destroy()
      server.close()
      return { heard, answers: count(), isCut }
    })
  }).pipe(Effect.provide(Traffic.layer), Effect.runPromise)

const atOnce: RequestListener = (_, response) => void response.end()

it("has all that it may ask at once answered", async () => {
  expect(await asked(64, (_, response) => void setImmediate(() => response.end()))).toEqual({
    heard: 64,
    answers: 64,
    isCut: false,
  })
})

it("is hung up on, and what it asked besides is not even read", async () => {
  const { heard, isCut } = await asked(2000, atOnce)
  expect([isCut, heard]).toEqual([true, 65])
})
