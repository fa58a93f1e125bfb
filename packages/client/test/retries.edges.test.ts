import { connect, everyItem, NoAnswer, RequestRefused } from "@refund-rules/client"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, it } from "vitest"

type Answer = (response: ServerResponse, request: IncomingMessage) => void

interface Asked {
  readonly key: string | undefined
  readonly body: string
  readonly at: number
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server on a real socket that gives these answers, one a request, the last for ever. */
const answering = async (...answers: readonly Answer[]) => {
  const asked: Asked[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]!
      const key = request.headers["idempotency-key"]
      asked.push({
        key: typeof key === "string" ? key : undefined,
        body: Buffer.concat(chunks).toString(),
        at: performance.now(),
      })
      answer(response, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  // What answers in the end is waited for on a busy machine, too.
  const timeoutMs = answers.some((answer) => answer === silence || answer === half) ? 2000 : 30_000
  return { asked, client: connect({ url, key: "rr_test", timeoutMs }), url }
}

const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
const problem = (status: number, code: string, retryable: boolean, headers: Readonly<Record<string, string>> = {}) =>
  json(status, { code, detail: "why", status, retryable }, { "retry-after": "0", ...headers })
const hangUp: Answer = (response) => response.socket?.destroy()
const silence: Answer = () => {}
const page: Answer = (response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>")
const half: Answer = (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"id": "rf_')
const refund = json(201, { id: "rf_1" }, {})

const ask = { paymentId: "pay_1", amount: 500 }

describe("a call", () => {
  const passing: readonly (readonly [string, Answer])[] = [
    ["the connection breaks", hangUp],
    ["no answer comes in time", silence],
    ["something between answers with a page", page],
    ["the answer is cut off", half],
    ["the server is busy", problem(503, "storage_unavailable", true)],
    ["it asks too often", problem(429, "rate_limited", true)],
    ["the first try is still at work", problem(409, "idempotency_in_progress", true)],
  ]
  it.each(passing)("is made again with the same bytes under the same key where %s", async (_, answer) => {
    const { asked, client } = await answering(answer, answer, refund)
    expect(await client.refunds.request(ask, { key: "order-1" })).toEqual({ id: "rf_1" })
    expect(asked.map(({ body, key }) => [key, JSON.parse(body)])).toEqual([0, 1, 2].map(() => ["order-1", ask]))
  })

  it("has a key of its own where none is given, the same in each try", async () => {
    const { asked, client } = await answering(hangUp, json(200, { id: "rf_1" }))
    await client.refunds.approve("rf_1")
    await client.refunds.approve("rf_1")
    expect(asked).toHaveLength(3)
    expect(asked[0]!.key).toMatch(/^[0-9a-f-]{36}$/u)
    expect(asked[1]!.key).toBe(asked[0]!.key)
    expect(asked[2]!.key).not.toBe(asked[0]!.key)
  })

  it("gives up after its attempts, and says under which key to ask again", async () => {
    const { asked, client } = await answering(hangUp)
    const error: unknown = await client.refunds.request(ask, { key: "order-2" }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(NoAnswer)
    expect(error).toMatchObject({ key: "order-2", message: expect.stringContaining("call again with the key order-2") })
    expect(asked).toHaveLength(4)
  })

  it("is not made again where another try would end the same", async () => {
    const { asked, client } = await answering(problem(404, "not_found", false))
    const error: unknown = await client.refunds.read("rf_0").catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(RequestRefused)
    expect(error).toMatchObject({ _tag: "RequestRefused", code: "not_found", problem: { status: 404 } })
    expect(asked).toHaveLength(1)
  })

  it("is not made again where a stranger answers", async () => {
    const { asked, client } = await answering((response) => response.writeHead(404).end("nothing here"))
    await expect(client.refunds.read("rf_0")).rejects.toThrow("an answer 404 that is no refund-rules server's")
    expect(asked).toHaveLength(1)
  })

  it("for a new API key is never made twice: its secret is told once", async () => {
    const { asked, client } = await answering(hangUp)
    await expect(client.access.make({ actor: "till", scopes: ["read"] })).rejects.toBeInstanceOf(NoAnswer)
    expect(asked.map(({ key }) => key)).toEqual([undefined])
  })

  it("waits as long as the server says", async () => {
    const { asked, client } = await answering(problem(429, "rate_limited", true, { "retry-after": "1" }), refund)
    await client.refunds.request(ask, { key: "order-3" })
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThan(990)
  })

  it("ends with the caller's reason when the caller stops it, while asking and while waiting", async () => {
    const slow = await answering(silence)
    const early = AbortSignal.timeout(50)
    await expect(slow.client.refunds.read("rf_1", { signal: early })).rejects.toSatisfy((why) => why === early.reason)
    const waiting = await answering(problem(429, "rate_limited", true, { "retry-after": "30" }))
    const late = AbortSignal.timeout(200)
    await expect(waiting.client.refunds.read("rf_1", { signal: late })).rejects.toSatisfy((why) => why === late.reason)
  })

  it("follows no other address with its key", async () => {
    const other = await answering(refund)
    const { client } = await answering((response) => response.writeHead(307, { location: other.url }).end())
    await expect(client.refunds.request(ask, { key: "order-4" })).rejects.toBeInstanceOf(NoAnswer)
    expect(other.asked).toHaveLength(0)
  })
})

describe("everyItem", () => {
  it("asks for the next page only when it is wanted", async () => {
    const { asked, client } = await answering(
      json(200, { items: [{ id: "rf_1" }, { id: "rf_2" }], nextCursor: "2" }),
      json(200, { items: [{ id: "rf_3" }], nextCursor: null }),
    )
    const seen: string[] = []
    for await (const { id } of everyItem((cursor) => client.refunds.list(cursor === undefined ? {} : { cursor }))) {
      seen.push(id)
      if (id === "rf_1") expect(asked).toHaveLength(1)
    }
    expect(seen).toEqual(["rf_1", "rf_2", "rf_3"])
  })
})
