/** Receivers that fail in every way a receiver can: each is sent every message until it takes it, and nobody waits for it. */
import { startServer } from "@refund-rules/harness"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { asker } from "../serving.ts"
import { type Behaviour, fine, type Receiver, receiver, verified } from "./receiver.ts"
import { allowing, type Ask, deliveriesOf, eventually, firsts, idOf, isRising, made, refunded } from "./telling.ts"

/** Behaves badly the first two times it meets a message; well from then on, once somebody has seen how it fared. */
const atFirst = (bad: Behaviour, seen: Promise<unknown>): Behaviour => {
  const met = new Map<string, number>()
  return (response, one, count) => {
    const times = (met.get(idOf(one)) ?? 0) + 1
    met.set(idOf(one), times)
    if (times > 2) void seen.then(() => fine(response, one, count))
    else bad(response, one, count)
  }
}

const hanging: Behaviour = () => undefined
const dripping: Behaviour = (response) => {
  response.socket?.write("HTTP/1.1 200 OK\r\n")
  const drip = setInterval(() => response.socket?.write("x: y\r\n"), 50)
  response.socket?.on("close", () => clearInterval(drip)).on("error", () => clearInterval(drip))
}

let behaviour: Behaviour = fine
let one: Receiver
let server: Awaited<ReturnType<typeof startServer>>
let ask: Ask
/** One that waits for no answer for long, and tries often enough to be watched. */
let hasty: Awaited<ReturnType<typeof startServer>>
const hurry = {
  REFUND_RULES_WEBHOOK_TIMEOUT_MS: "500",
  REFUND_RULES_WEBHOOK_RETRY_MS: "50,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100",
}
const heard: string[] = []
const plain = createServer((socket) => {
  socket.on("data", (chunk) => heard.push(chunk.toString("latin1"))).on("error", () => undefined)
  socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
})

beforeAll(async () => {
  one = await receiver((...all) => behaviour(...all))
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve))
  server = await startServer(allowing(one, plain.address() as AddressInfo))
  ask = asker(server.line.native)
  hasty = await startServer({ ...allowing(one), ...hurry })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await hasty[Symbol.asyncDispose]()
  await one[Symbol.asyncDispose]()
  plain.close()
})
beforeEach(() => void (one.received.length = 0))
afterEach(async () => {
  for (const from of [ask, asker(hasty.line.native)])
    for (const { id } of (await from("GET", "/v1/webhooks")).json.items) await from("DELETE", `/v1/webhooks/${id}`)
})

describe("a receiver that does not take a message", () => {
  it.each([
    ["answers 500", (response) => void response.writeHead(500).end(), "status 500"],
    ["answers nothing", hanging, "no answer in time"],
    ["drips its answer", dripping, "no answer in time"],
    ["hangs up", (response) => void response.socket?.destroy(), "ECONNRESET"],
    ["is busy", (response) => void response.writeHead(429, { "retry-after": "1" }).end(), "status 429"],
    ["sends it elsewhere", (response) => void response.writeHead(301, { location: "/elsewhere" }).end(), "status 301"],
  ] satisfies readonly (readonly [string, Behaviour, string])[])(
    "and %s is sent it again until it does, in order",
    async (_what, bad, reason) => {
      const see = Promise.withResolvers<void>()
      behaviour = atFirst(bad, see.promise)
      const ask = asker((reason === "no answer in time" ? hasty : server).line.native)
      const { id, secret } = await made(ask, one.url)
      const { id: refundId } = await refunded(ask)
      const known = await eventually(
        () => deliveriesOf(ask, id, "waiting"),
        (found) => found.some(({ tries }) => tries > 0),
      )
      see.resolve()
      expect(known.find(({ tries }) => tries > 0).reason).toBe(reason)
      await one.until((all) => all.some(({ event }) => event.type === "refund.succeeded"))
      await eventually(
        () => deliveriesOf(ask, id, "waiting"),
        (found) => found.length === 0,
      )
      const order = firsts(one.received.filter(({ event }) => event.refundId === refundId))
      expect(isRising(order.map(({ event }) => event.sequence))).toBe(true)
      expect(order.length).toBeGreaterThan(2)
      expect(one.received.every((all) => verified(all, secret) === 0 && all.path === "/hooks")).toBe(true)
      if (reason === "status 429") {
        const [first, second] = one.received
        expect(second!.at - first!.at).toBeGreaterThan(990)
      }
    },
  )

  it("and answers a whole book has taken it", async () => {
    const book = Buffer.alloc(10_000_000, "x")
    behaviour = (response) => void response.writeHead(200).end(book)
    const { id } = await made(ask, one.url)
    await refunded(ask)
    const delivered = await eventually(
      () => deliveriesOf(ask, id, "delivered"),
      (found) => found.length > 2,
    )
    expect(delivered.every(({ tries }) => tries === 1)).toBe(true)
  })

  it("and speaks no TLS where it should is never spoken to without", async () => {
    const { port } = plain.address() as AddressInfo
    const { id } = await made(ask, `https://127.0.0.1:${port}/`)
    await refunded(ask)
    const dead = await eventually(
      () => deliveriesOf(ask, id, "dead"),
      (found) => found.length > 0,
    )
    expect([dead[0].tries, dead[0].reason]).toEqual([6, expect.stringMatching(/SSL|ECONNRESET|EPROTO/)])
    expect(heard.join("")).not.toContain("webhook-id")
  })

  it("and wants nothing more is disabled, what it missed is kept, and a replay brings all of it in order", async () => {
    let isGone = true
    behaviour = (response) => void response.writeHead(isGone ? 410 : 200).end()
    const { id } = await made(ask, one.url)
    await refunded(ask)
    const look = async () => (await ask("GET", "/v1/webhooks")).json.items[0]
    expect(await eventually(look, ({ status }) => status === "disabled")).toMatchObject({ reason: "status 410" })
    const { paymentId } = await refunded(ask)
    const { json } = await ask("GET", `/v1/payments/${encodeURIComponent(paymentId)}/events`)
    const isOfIt = (found: { readonly event: any }) => found.event.paymentId === paymentId
    const dead = await eventually(
      () => deliveriesOf(ask, id, "dead"),
      (found) => found.filter(isOfIt).length === json.items.length,
    )
    isGone = false
    one.received.length = 0
    expect((await ask("POST", `/v1/webhooks/${id}/replay`, { body: {} })).json).toEqual({ id, replayed: dead.length })
    await one.until((all) => all.length === dead.length)
    expect(one.received.filter(isOfIt).map(({ event }) => event)).toEqual(json.items)
    expect((await look()).status).toBe("enabled")
    const again = { body: { message: dead[0].id } }
    await eventually(
      () => deliveriesOf(ask, id, "delivered"),
      (found) => found.length === dead.length,
    )
    expect((await ask("POST", `/v1/webhooks/${id}/replay`, again)).json.replayed).toBe(1)
    await one.until((all) => all.length === dead.length + 1)
  })

  it("delays nobody else", async () => {
    await using slow = await receiver(hanging)
    await using good = await receiver()
    await using server = await startServer({ ...allowing(slow, good), REFUND_RULES_WEBHOOK_TIMEOUT_MS: "15000" })
    const ask = asker(server.line.native)
    for (let count = 0; count < 10; count++) await made(ask, slow.url)
    await made(ask, good.url, ["refund.succeeded"])
    const late: number[] = []
    for (let count = 1; count <= 20; count++) {
      await refunded(ask)
      const settled = Date.now()
      await good.until((all) => all.length === count)
      late.push(good.received[count - 1]!.at - settled)
    }
    await slow.until((all) => all.length > 9)
    // A message that waited for those would come fifteen seconds late.
    expect(Math.max(...late)).toBeLessThan(8000)
  })
})
