/** The real server tells real receivers: signed, in order, at least once, and nobody waits for somebody else's receiver. */
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startServer } from "@refund-rules/harness"
import { asker, type Question, type Reply } from "../serving.ts"
import { type Behaviour, fine, type Received, type Receiver, receiver, verified } from "./receiver.ts"

type Ask = (method: string, path: string, question?: Question) => Promise<Reply>

const quick = {
  REFUND_RULES_POLL_MS: "20",
  REFUND_RULES_WEBHOOK_RETRY_MS: "50,100,100,100,100",
  REFUND_RULES_WEBHOOK_TIMEOUT_MS: "400",
  REFUND_RULES_LEASE_MS: "1000",
}

const allowing = (...receivers: readonly { readonly port: number }[]) => ({
  ...quick,
  REFUND_RULES_WEBHOOK_ALLOW: receivers.map(({ port }) => `127.0.0.1:${port}`).join(","),
})

const made = async (ask: Ask, url: string, events?: readonly string[]) => {
  const { json, status } = await ask("POST", "/v1/webhooks", {
    body: { url, ...(events === undefined ? {} : { events }) },
  })
  expect([status, json]).toMatchObject([
    201,
    { id: expect.stringMatching(/^webhook_/), secret: expect.stringMatching(/^whsec_/) },
  ])
  return json as { readonly id: string; readonly secret: string }
}

let payments = 0

/** A refund that succeeds: four events of one refund. */
const refunded = async (ask: Ask): Promise<{ readonly paymentId: string; readonly id: string }> => {
  payments += 1
  const paymentId = `pay ü/${payments}`
  const payment = { id: paymentId, provider: "sandbox", references: {}, currency: "EUR", captured: 1000 }
  expect((await ask("POST", "/v1/payments", { body: payment })).status).toBe(201)
  const wanted = { paymentId, amount: 400 }
  const { json } = await ask("POST", "/v1/refunds", {
    key: `k${payments}`,
    body: wanted,
    headers: { prefer: "wait=5" },
  })
  expect(json.status).toBe("succeeded")
  return { paymentId, id: json.id }
}

const idOf = ({ headers }: Received): string => String(headers["webhook-id"])

const deliveriesOf = async (ask: Ask, id: string, status: string): Promise<readonly any[]> =>
  (await ask("GET", `/v1/webhooks/${id}/deliveries?status=${status}&limit=200`)).json.items

const eventually = async <A>(look: () => Promise<A>, holds: (found: A) => boolean, seconds = 10): Promise<A> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (holds(found)) return found
    if (Date.now() > end) throw new Error(`after ${seconds} s there was ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** The first time each message came, in the order they came. */
const firsts = (received: readonly Received[]): readonly Received[] =>
  received.filter((one, index) => received.findIndex((other) => idOf(other) === idOf(one)) === index)

const isRising = (numbers: readonly number[]): boolean => numbers.every((one, at) => at === 0 || numbers[at - 1]! < one)

describe("a webhook", () => {
  let good: Receiver
  let picky: Receiver
  let server: Awaited<ReturnType<typeof startServer>>
  let ask: Ask
  beforeAll(async () => {
    good = await receiver()
    picky = await receiver()
    server = await startServer(allowing(good, picky))
    ask = asker(server.line.native)
  }, 60_000)
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await good[Symbol.asyncDispose]()
    await picky[Symbol.asyncDispose]()
  })

  it("is told every event of a refund, signed, once, in order, as the history tells it", async () => {
    const before = await refunded(ask)
    const { id, secret } = await made(ask, good.url)
    const { paymentId } = await refunded(ask)
    await good.until((all) => all.some(({ event }) => event.type === "refund.succeeded"))
    const { json } = await ask("GET", `/v1/payments/${encodeURIComponent(paymentId)}/events`)
    expect(good.received.map(({ event }) => event)).toEqual(json.items)
    expect(good.received.map(({ event }) => event.paymentId)).not.toContain(before.paymentId)
    expect(good.received.map((one) => verified(one, secret))).toEqual(good.received.map(() => 0))
    expect(good.received.every((one) => Math.abs(Number(one.headers["webhook-timestamp"]) - one.at / 1000) < 5)).toBe(
      true,
    )
    const delivered = await eventually(
      () => deliveriesOf(ask, id, "delivered"),
      (found) => found.length === good.received.length,
    )
    expect(delivered.map((one) => [one.id, one.tries])).toEqual(good.received.toReversed().map((one) => [idOf(one), 1]))
    const [listed] = (await ask("GET", "/v1/webhooks")).json.items
    expect(listed).toEqual({
      id,
      url: good.url,
      events: null,
      status: "enabled",
      reason: null,
      createdAt: listed.createdAt,
    })
    expect((await ask("DELETE", `/v1/webhooks/${id}`)).status).toBe(204)
    expect((await ask("DELETE", `/v1/webhooks/${id}`)).status).toBe(404)
    expect((await ask("GET", "/v1/webhooks")).json.items).toEqual([])
  })

  it("is told only of the types it wants, incidents among them", async () => {
    const { id } = await made(ask, picky.url, ["refund.succeeded", "incident.*", "dispute.*"])
    const { paymentId } = await refunded(ask)
    const dispute = { id: "d1", amount: 1000, status: "open" }
    await ask("POST", `/v1/payments/${encodeURIComponent(paymentId)}/disputes`, { body: dispute })
    await picky.until((all) => all.length === 3)
    expect(picky.received.map(({ event }) => event.type).toSorted()).toEqual([
      "dispute.opened",
      "incident.opened",
      "refund.succeeded",
    ])
    const [incident] = (await ask("GET", "/v1/incidents?status=open")).json.items
    await ask("POST", `/v1/incidents/${incident.id}/resolve`, { body: { resolution: "it is theirs" } })
    await picky.until((all) => all.length === 4)
    expect(picky.received[3]!.event).toMatchObject({
      type: "incident.resolved",
      paymentId,
      data: { incidentId: incident.id, kind: "dispute_exceeds", resolution: "it is theirs" },
    })
    await ask("DELETE", `/v1/webhooks/${id}`)
  })

  it("is signed with both secrets for a day after one was replaced", async () => {
    const { id, secret } = await made(ask, good.url)
    const { json, status } = await ask("POST", `/v1/webhooks/${id}/rotate`)
    expect([status, json.secret === secret]).toEqual([200, false])
    const seen = good.received.length
    await refunded(ask)
    await good.until((all) => all.length > seen)
    const one = good.received[seen]!
    expect([verified(one, json.secret), verified(one, secret)]).toEqual([0, 1])
    await ask("DELETE", `/v1/webhooks/${id}`)
  })

  it.each([
    ["http://127.0.0.1:9/", "expected a URL that begins with https://"],
    ["https://2130706433/", "expected a host that has a public address"],
    ["https://[::ffff:7f00:1]/", "expected a host that has a public address"],
    ["https://169.254.169.254/", "expected a host that has a public address"],
    ["https://localhost./", "expected a host that has a public address"],
    ["https://user@example.com/", "expected a URL without a user name and a password"],
    ["https://example.com:6379/", "expected port 443 or 8443"],
  ])("is not saved as %s", async (url, detail) => {
    const { json, status } = await ask("POST", "/v1/webhooks", { body: { url } })
    expect([status, json.code, json.errors]).toEqual([
      422,
      "invalid_field",
      [{ pointer: "/url", code: "url_refused", detail }],
    ])
  })

  it("is nobody else's to see, change or end", async () => {
    await ask("POST", "/v1/merchants", { body: { id: "rival" } })
    const key = await ask("POST", "/v1/keys", { body: { merchant: "rival", actor: "eve", scopes: ["admin"] } })
    const as = key.json.key as string
    const { id } = await made(ask, good.url)
    const tries: readonly (readonly [string, string, unknown?])[] = [
      ["DELETE", ""],
      ["POST", "/rotate"],
      ["GET", "/deliveries"],
      ["POST", "/replay", {}],
    ]
    for (const [method, path, body] of tries) {
      const question = { as, ...(body === undefined ? {} : { body }) }
      const [foreign, absent] = [
        await ask(method, `/v1/webhooks/${id}${path}`, question),
        await ask(method, `/v1/webhooks/none${path}`, question),
      ]
      const plain = (text: string) => text.replaceAll(/[0-9a-f-]{36}/g, "")
      expect([method, path, foreign.status, plain(foreign.text)]).toEqual([method, path, 404, plain(absent.text)])
    }
    expect((await ask("GET", "/v1/webhooks", { as })).json.items).toEqual([])
    await ask("DELETE", `/v1/webhooks/${id}`)
  })

  it("has at most nineteen beside it", async () => {
    const all: string[] = []
    for (let count = 0; count < 20; count++) all.push((await made(ask, good.url)).id)
    const { json, status } = await ask("POST", "/v1/webhooks", { body: { url: good.url } })
    expect([status, json.code, json.retryable]).toEqual([409, "webhook_limit", false])
    for (const id of all) await ask("DELETE", `/v1/webhooks/${id}`)
  })
})

/** Behaves badly the first two times it meets a message, and well from then on. */
const atFirst = (bad: Behaviour): Behaviour => {
  const met = new Map<string, number>()
  return (response, one, count) => {
    const times = (met.get(idOf(one)) ?? 0) + 1
    met.set(idOf(one), times)
    if (times > 2) fine(response, one, count)
    else bad(response, one, count)
  }
}

const hanging: Behaviour = () => undefined
const dripping: Behaviour = (response) => {
  response.socket?.write("HTTP/1.1 200 OK\r\n")
  const drip = setInterval(() => response.socket?.write("x: y\r\n"), 50)
  response.socket?.on("close", () => clearInterval(drip)).on("error", () => clearInterval(drip))
}

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
    async (_what, behaviour, reason) => {
      await using one = await receiver(atFirst(behaviour))
      await using server = await startServer(allowing(one))
      const ask = asker(server.line.native)
      const { id, secret } = await made(ask, one.url)
      const { id: refundId } = await refunded(ask)
      const known = await eventually(
        () => deliveriesOf(ask, id, "waiting"),
        (found) => found.some(({ tries }) => tries > 0),
      )
      expect(known.find(({ tries }) => tries > 0).reason).toBe(reason)
      await one.until((all) => all.some(({ event }) => event.type === "refund.succeeded"), 20)
      await eventually(
        () => deliveriesOf(ask, id, "waiting"),
        (found) => found.length === 0,
        20,
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
    60_000,
  )

  it("and answers a whole book has taken it", async () => {
    const book = Buffer.alloc(10_000_000, "x")
    await using one = await receiver((response) => void response.writeHead(200).end(book))
    await using server = await startServer(allowing(one))
    const ask = asker(server.line.native)
    const { id } = await made(ask, one.url)
    await refunded(ask)
    const delivered = await eventually(
      () => deliveriesOf(ask, id, "delivered"),
      (found) => found.length > 2,
    )
    expect(delivered.every(({ tries }) => tries === 1)).toBe(true)
  })

  it("and speaks no TLS where it should is never spoken to without", async () => {
    const heard: string[] = []
    const plain = createServer((socket) => {
      socket.on("data", (chunk) => heard.push(chunk.toString("latin1"))).on("error", () => undefined)
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
    })
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve))
    const { port } = plain.address() as AddressInfo
    await using server = await startServer(allowing({ port }))
    const ask = asker(server.line.native)
    const { id } = await made(ask, `https://127.0.0.1:${port}/`)
    await refunded(ask)
    const dead = await eventually(
      () => deliveriesOf(ask, id, "dead"),
      (found) => found.length > 0,
    )
    expect([dead[0].tries, dead[0].reason]).toEqual([6, expect.stringMatching(/SSL|ECONNRESET|EPROTO/)])
    expect(heard.join("")).not.toContain("webhook-id")
    plain.close()
  })

  it("and wants nothing more is disabled, what it missed is kept, and a replay brings all of it in order", async () => {
    let isGone = true
    await using one = await receiver((response) => void response.writeHead(isGone ? 410 : 200).end())
    await using server = await startServer(allowing(one))
    const ask = asker(server.line.native)
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
    expect(slow.received.length).toBeGreaterThan(9)
    expect(Math.max(...late)).toBeLessThan(1000)
  }, 60_000)
})

describe("a server that dies between sending and marking", () => {
  it("has told every event at least once after it is back, in order, however often it dies", async () => {
    const folder = mkdtempSync(join(tmpdir(), "refund-rules-webhooks-"))
    let dying: (() => void) | undefined
    await using one = await receiver((response, received, count) => {
      const die = dying
      dying = undefined
      // Killed with the answer on its way, or never given.
      if (die === undefined || received.event.sequence % 2 === 0) fine(response, received, count)
      die?.()
    })
    const settings = { ...allowing(one), REFUND_RULES_DATABASE_URL: `file:${join(folder, "store.db")}` }
    const expected: any[] = []
    let webhook: { readonly secret: string; readonly id: string } | undefined
    const deaths = 12
    for (let death = 0; death <= deaths; death++) {
      const server = await startServer(settings)
      const ask = asker(server.line.native)
      webhook ??= await made(ask, one.url)
      const killed = new Promise<void>((resolve) => {
        if (death === deaths) return resolve()
        const nth = 1 + (death % 4)
        let left = nth
        const arm = () => {
          dying = () => {
            left -= 1
            if (left > 0) return arm()
            server.process.kill("SIGKILL")
            resolve()
          }
        }
        arm()
      })
      try {
        const { paymentId } = await refunded(ask)
        expected.push(...(await ask("GET", `/v1/payments/${encodeURIComponent(paymentId)}/events`)).json.items)
      } catch {
        // It died before it could answer: what it did by then is told all the same.
      }
      await killed
      if (death === deaths) {
        await eventually(
          () => deliveriesOf(ask, webhook!.id, "waiting"),
          (found) => found.length === 0,
          20,
        )
        await one.until((all) => all.some(({ event }) => event.id === expected.at(-1).id))
      }
      await server[Symbol.asyncDispose]()
    }
    const told = new Set(one.received.map(({ event }) => event.id))
    expect(expected.filter(({ id }) => !told.has(id))).toEqual([])
    const lanes = Map.groupBy(firsts(one.received), ({ event }) => event.refundId ?? event.paymentId)
    for (const lane of lanes.values()) expect(isRising(lane.map(({ event }) => event.sequence))).toBe(true)
    expect(one.received.length).toBeGreaterThan(told.size)
    expect(one.received.every((all) => verified(all, webhook!.secret) === 0)).toBe(true)
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)
})
