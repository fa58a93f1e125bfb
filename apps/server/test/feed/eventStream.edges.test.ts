/** A stream to a reader that takes nothing: bounded while it waits, gone on with when it takes, hung up on when it does not. */
import { createServer, type ServerResponse } from "node:http"
import { connect, type AddressInfo, type Socket } from "node:net"
import type { FeedEvent } from "@refund-rules/engine"
import { Effect } from "effect"
import { afterEach, expect, it } from "vitest"
import { eventStream, eventStreamHeaders } from "@refund-rules/server/feed/eventStream"

const scope = { merchant: "shop", mode: "test" } as const

/** A feed without an end, of events of four kilobytes. */
const endless = () => {
  const asked = { events: 0 }
  const eventAt = (position: number): FeedEvent => ({
    id: `p1:${position}`,
    sequence: position,
    type: "refund.accepted",
    paymentId: "p1",
    at: "2026-01-01T00:00:00.000Z",
    hash: "",
    data: { words: "x".repeat(4000) },
    scope,
    place: { position, turn: 0 },
  })
  const feed = {
    read: ({ after = { position: 0, turn: 0 } }, limit: number) =>
      Effect.sync(() => {
        asked.events += limit
        return Array.from({ length: limit }, (_, index) => eventAt(after.position + index + 1))
      }),
    placeOf: () => Effect.undefined,
    newest: () => Effect.undefined,
  }
  return { asked, feed }
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const reading = async (patienceMilliseconds: number) => {
  const { asked, feed } = endless()
  let response: ServerResponse | undefined
  const server = createServer((_request, answering) => {
    response = answering.writeHead(200, eventStreamHeaders)
    const news = { of: () => Effect.succeed({ turn: () => 0, after: () => Effect.never }) }
    const [from, isHeld] = [{ position: 0, turn: 0 }, Effect.succeed(true)]
    const streaming = { feed, news, scope, from, mark: "0", isHeld, stopping: Effect.never, patienceMilliseconds }
    Effect.runFork(eventStream(streaming)(answering))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const socket: Socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  closing.push(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  socket.on("error", () => undefined)
  socket.pause()
  socket.write("GET / HTTP/1.1\r\nhost: shop\r\n\r\n")
  return { asked, socket, response: () => response! }
}

/** How many events were asked for once nothing more is. */
const still = async (asked: { readonly events: number }): Promise<number> => {
  for (let before = 0; before === 0 || before !== asked.events;) {
    before = asked.events
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return asked.events
}

it("holds back what is not taken, and goes on where it was when it is", async () => {
  const { asked, response, socket } = await reading(60_000)
  const held = await still(asked)
  // What the system's own buffers took, and no more: the feed has no end.
  expect(held).toBeGreaterThan(0)
  expect(response().writableLength).toBeLessThan(150_000)
  let text = ""
  socket.setEncoding("latin1").on("data", (chunk: string) => (text += chunk))
  socket.resume()
  const whole = () => text.slice(0, text.lastIndexOf("\n\n") + 1)
  await expect.poll(() => asked.events).toBeGreaterThan(held)
  await expect.poll(() => whole().length).toBeGreaterThan(100_000)
  socket.destroy()
  const places = [...whole().matchAll(/^id: p1%3A(\d+)$/gm)].map(([, place]) => Number(place))
  expect(places.length).toBeGreaterThan(10)
  expect(places).toEqual(places.map((_place, index) => index + 1))
})

it("hangs up on a reader that takes nothing for long", async () => {
  const { response } = await reading(300)
  await expect.poll(() => response()?.destroyed).toBe(true)
})
