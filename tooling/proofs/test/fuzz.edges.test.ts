/** Servers with one fault each: what asks and judges has to notice every one of them, and nothing where there is none. */
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, it } from "vitest"
import { fuzz } from "../src/fuzz/fuzz.ts"

const problem = { content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } }
const told = { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } }
const operation = (more: object) => ({
  security: [{ key: [] }],
  responses: Object.fromEntries([
    ...[400, 401, 403, 404, 406, 408, 413, 414, 415, 422, 431, 500].map((status) => [status, problem] as const),
    [200, told],
  ]),
  ...more,
})
const schema = {
  type: "object",
  properties: { amount: { type: "integer", minimum: 0, maximum: 9 } },
  required: ["amount"],
  additionalProperties: false,
}
const document = {
  openapi: "3.1.0",
  paths: {
    "/v1/things": { post: operation({ requestBody: { content: { "application/json": { schema } } } }) },
    "/v1/things/{id}": {
      get: operation({
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", minLength: 1 } }],
      }),
    },
  },
  components: {
    schemas: {
      Thing: { type: "object", properties: { id: { type: "string" } }, required: ["id"], additionalProperties: false },
      Problem: { type: "object", required: ["code", "status"] },
    },
  },
}

type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>]

const requestId = "0b2bd1c6-6a53-4b9c-9a3c-3d2c0d6a1f11"
const refusal = (status: number, more: object = {}): Answer => [
  status,
  {
    type: "urn:refund-rules:problem:refused",
    title: "Refused",
    status,
    detail: "refused",
    instance: `urn:request:${requestId}`,
    code: "refused",
    request_id: requestId,
    retryable: false,
    ...more,
  },
  { connection: "close", allow: "GET, HEAD, POST", "www-authenticate": "Bearer" },
]

/** A server of the document, as it should be: short, since it takes one body and one key. */
const answerTo = (request: IncomingMessage, body: string): Answer => {
  const { headers, method, rawHeaders, url = "" } = request
  if (method === "POST" && url === "/v1/keys") return [201, { id: "k", key: "scoped" }]
  if (url.length > 8192) return refusal(414)
  if (["authorization", "idempotency-key", "content-type"].some((name) => timesOf(rawHeaders, name) > 1))
    return refusal(400)
  const isList = url.startsWith("/v1/things?") || url === "/v1/things"
  if (!isList && !/^\/v1\/things\/([^/?%]|%[\dA-F]{2})+(\?|$)/.test(url)) return refusal(404)
  if (!(isList ? ["POST"] : ["GET", "HEAD"]).includes(method!)) return refusal(405)
  if (headers.authorization !== "Bearer root-key-of-all")
    return refusal(headers.authorization === "Bearer scoped" ? 403 : 401)
  if (
    !/^[\x21-\x2b\x2d-\x7e]{1,255}$/.test(String(headers["idempotency-key"] ?? "k")) ||
    headers["idempotency-key"] === '""'
  )
    return refusal(400)
  if (headers.accept === "text/html") return refusal(406)
  if (isList && (headers["content-type"] !== "application/json" || headers["content-encoding"] === "gzip"))
    return refusal(415)
  if (url.includes("?") || (!isList && body !== "")) return refusal(422)
  return !isList || isThing(body) ? [200, { id: "a" }] : refusal(422)
}

const timesOf = (raw: readonly string[], name: string): number =>
  raw.filter((one, at) => at % 2 === 0 && one.toLowerCase() === name).length

const isThing = (body: string): boolean => /^\{"amount":\d\}$/.test(body)

const run = async (spoil: (answer: Answer, request: IncomingMessage) => Answer) => {
  const server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      if (request.url === "/openapi.json") return void response.end(JSON.stringify(document))
      const [status, content, headers = {}] = spoil(answerTo(request, Buffer.concat(chunks).toString()), request)
      const type = status < 400 ? "application/json" : "application/problem+json"
      const text = JSON.stringify(content)
      response.writeHead(status, {
        "content-type": type,
        "x-request-id": requestId,
        "content-length": Buffer.byteLength(text),
        ...headers,
      })
      response.end(text)
    })
  })
  server.on("checkExpectation", (request, response) => server.emit("request", request, response))
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const [status, body] = refusal(error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400)
    const text = JSON.stringify(body)
    socket.end(
      `HTTP/1.1 ${status} Bad\r\ncontent-type: application/problem+json\r\nx-request-id: ${requestId}\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const native = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { faults } = await fuzz({ native, rootKey: "root-key-of-all" }, 700, 1, { connections: 8, patienceMs: 30_000 })
  server.closeAllConnections()
  server.close()
  return [...faults.keys()]
}

it("finds nothing where nothing is wrong", async () => {
  expect(await run((answer) => answer)).toEqual([])
})

it.each<[string, RegExp, (answer: Answer, request: IncomingMessage) => Answer]>([
  ["fails now and then", /500: the server failed/, (answer) => (answer[0] === 200 ? refusal(500) : answer)],
  ["answers a status of its own", /418 is not documented/, (answer) => (answer[0] === 422 ? refusal(418) : answer)],
  ["answers what is not described", /not as documented/, (answer) => (answer[0] === 200 ? [200, { no: 1 }] : answer)],
  [
    "accepts what is not allowed",
    /200 to what the document does not allow/,
    (answer) => (answer[0] === 422 ? [200, { id: "a" }] : answer),
  ],
  [
    "lets in whoever has no key",
    /200 where 401 was due|422 where 401 was due/,
    (answer) => (answer[0] === 401 ? [200, { id: "a" }] : answer),
  ],
  [
    "refuses what is well-formed",
    /400 to what the document allows/,
    (answer) => (answer[0] === 200 ? refusal(400) : answer),
  ],
  ["says no request id", /no request id/, ([status, body]) => [status, body, { "x-request-id": "" }]],
  [
    "says no status in its problems",
    /`status` is not as it must be/,
    (answer) => (answer[0] === 404 ? refusal(404, { status: 400 }) : answer),
  ],
  [
    "shows a stack",
    /`no stack` is not as it must be/,
    (answer) => (answer[0] === 404 ? refusal(404, { detail: "at file.ts:1:2" }) : answer),
  ],
  ["does not say what it allows", /405 without `allow`/, ([status, body]) => [status, body]],
])("notices a server that %s", async (_, found, spoil) => {
  expect((await run(spoil)).filter((fault) => found.test(fault))).not.toEqual([])
})
