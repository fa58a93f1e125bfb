/** Every request that is not answered as it wished, row by row: its status, its code, and what else a client goes by. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { heardToEnd } from "../http/saying.ts"
import { type Question, rootKey, serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => {
  server = await serve()
  const body = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
  await server.ask("POST", "/v1/payments", { body })
})
afterAll(() => server.close())

/** What a server says to bytes no well-behaved client would send. */
const raw = async (bytes: string): Promise<{ readonly status: number; readonly head: string; readonly json: any }> => {
  const [head = "", ...rest] = (await heardToEnd(server.url, bytes)).split("\r\n\r\n")
  return {
    status: Number(head.slice(9, 12)),
    head: head.toLowerCase(),
    json: JSON.parse(rest.join("\r\n\r\n") || "null"),
  }
}

const head = (method: string, path: string, ...lines: readonly string[]) =>
  [`${method} ${path} HTTP/1.1`, "Host: x", "Connection: close", ...lines, "", ""].join("\r\n")

const bearer = `Authorization: Bearer ${rootKey}`
const refund = { body: { paymentId: "p1", amount: 1 } }

describe("a request", () => {
  it.each<[string, string, Question, number, string]>([
    ["GET", "/v1/nothing", {}, 404, "not_found"],
    ["GET", "/v1/payments/", {}, 404, "not_found"],
    ["GET", "/v1/payments/p1/events/1", {}, 404, "not_found"],
    ["GET", "/v1/payments/%zz", {}, 404, "not_found"],
    ["GET", "/v1/payments/%00", {}, 404, "not_found"],
    ["GET", "/v1/Payments", {}, 404, "not_found"],
    ["GET", "/v1/payments/absent", {}, 404, "not_found"],
    ["GET", "/v1/refunds/absent", {}, 404, "not_found"],
    ["POST", "/v1/refunds/absent/approve", {}, 404, "not_found"],
    ["GET", "/v1/policies/absent", {}, 404, "not_found"],
    ["DELETE", "/v1/keys/absent", {}, 404, "not_found"],
    ["DELETE", "/v1/payments", {}, 405, "method_not_allowed"],
    ["GET", "/v1/refunds/x/approve", {}, 405, "method_not_allowed"],
    ["GET", "/v1/payments", { as: "" }, 401, "unauthenticated"],
    ["GET", "/v1/payments", { as: "rr_test_wrong_0123456789" }, 401, "unauthenticated"],
    ["GET", "/v1/payments", { as: "", headers: { authorization: "Basic cm9vdDo=" } }, 401, "unauthenticated"],
    ["POST", "/v1/refunds", { as: "", body: "{" }, 401, "unauthenticated"],
    ["POST", "/v1/refunds", refund, 400, "idempotency_key_missing"],
    ["POST", "/v1/sessions", { body: { paymentId: "p1", ask: {} } }, 400, "idempotency_key_missing"],
    ["POST", "/v1/sessions/s1/execute", {}, 400, "idempotency_key_missing"],
    ["POST", "/v1/refunds", { ...refund, key: "a,b" }, 400, "idempotency_key_invalid"],
    ["POST", "/v1/refunds", { ...refund, key: "a b" }, 400, "idempotency_key_invalid"],
    ["POST", "/v1/refunds", { ...refund, key: '""' }, 400, "idempotency_key_invalid"],
    ["POST", "/v1/refunds", { ...refund, key: "x".repeat(256) }, 400, "idempotency_key_invalid"],
    ["POST", "/v1/payments", { body: {}, key: "a,b" }, 400, "idempotency_key_invalid"],
    ["POST", "/v1/keys", { body: { actor: "a", scopes: ["read"] }, key: "k" }, 400, "idempotency_key_unsupported"],
    ["POST", "/v1/payments", { body: "{" }, 400, "malformed_json"],
    ["POST", "/v1/payments", { body: "\ufeff{}" }, 400, "malformed_json"],
    ["POST", "/v1/payments", { body: '{"id":"a","id":"b"}' }, 400, "malformed_json"],
    ["POST", "/v1/payments", { body: `${"[".repeat(33)}${"]".repeat(33)}` }, 400, "malformed_json"],
    ["POST", "/v1/payments", { body: '{"captured":1e400}' }, 422, "invalid_field"],
    ["POST", "/v1/payments", { body: "[]" }, 422, "invalid_field"],
    ["POST", "/v1/payments", { body: { __proto__: null } }, 422, "invalid_field"],
    ["POST", "/v1/payments", {}, 415, "unsupported_media_type"],
    ["POST", "/v1/payments", { body: "{}", headers: { "content-type": "text/plain" } }, 415, "unsupported_media_type"],
    [
      "POST",
      "/v1/payments",
      { body: "{}", headers: { "content-type": "application/json; charset=utf-16" } },
      415,
      "unsupported_media_type",
    ],
    ["POST", "/v1/payments", { body: "{}", headers: { "content-encoding": "gzip" } }, 415, "unsupported_media_type"],
    ["GET", "/v1/payments", { headers: { accept: "text/html" } }, 406, "not_acceptable"],
    ["GET", "/v1/payments", { headers: { accept: "application/json;q=0" } }, 406, "not_acceptable"],
    ["GET", "/v1/payments/p1", { headers: { "if-match": '"1"' } }, 412, "version_mismatch"],
    ["GET", "/v1/payments?limit=0", {}, 422, "invalid_field"],
    ["GET", "/v1/payments?limit=201", {}, 422, "invalid_field"],
    ["GET", "/v1/payments?limit=1&limit=1", {}, 422, "invalid_field"],
    ["GET", "/v1/payments?merchant=other", {}, 422, "invalid_field"],
    ["GET", "/v1/payments?from=yesterday", {}, 422, "invalid_field"],
    ["GET", "/v1/payments/p1?expand=all", {}, 422, "invalid_field"],
    ["GET", "/v1/payments/p1/events?cursor=x", {}, 422, "invalid_field"],
    ["POST", "/v1/refunds/x/approve", { body: { by: "me" } }, 422, "invalid_field"],
    ["POST", "/v1/refunds/x/resolve", { body: { outcome: "maybe", reason: "" } }, 422, "invalid_field"],
    ["PUT", "/v1/policies/a", { body: { id: "b", bindAt: "request", rules: [], terms: {} } }, 422, "invalid_field"],
    ["POST", "/v1/merchants", { body: { id: "Not A Name" } }, 422, "invalid_field"],
    ["POST", "/v1/keys", { body: { actor: "a", scopes: [], isRoot: true } }, 422, "invalid_field"],
    ["POST", "/v1/keys", { body: { actor: "a", scopes: ["read"], merchant: "absent" } }, 422, "invalid_field"],
    ["GET", `/v1/payments/${"x".repeat(9000)}`, {}, 414, "uri_too_long"],
  ])("%s %s with %j is %i %s", async (method, path, question, status, code) => {
    const answer = await server.ask(method, path, question)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    const id = answer.headers.get("x-request-id")
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.json).toMatchObject({
      type: `urn:refund-rules:problem:${code}`,
      status,
      title: expect.any(String),
      detail: expect.any(String),
      instance: `urn:request:${id}`,
      request_id: id,
      retryable: false,
    })
    for (const place of answer.json.errors ?? []) expect(Object.keys(place)).toEqual(["pointer", "code", "detail"])
  })

  it("without a key is told how to send one", async () => {
    const { headers } = await server.ask("GET", "/v1/payments", { as: "" })
    expect(headers.get("www-authenticate")).toBe('Bearer realm="refund-rules"')
  })

  it("with a wrong method or body is told what is taken", async () => {
    expect((await server.ask("PUT", "/v1/refunds")).headers.get("allow")).toBe("HEAD, POST, GET")
    expect((await server.ask("POST", "/v1/payments")).headers.get("accept-post")).toBe("application/json")
    expect((await server.ask("PATCH", "/v1/refunds/x")).headers.get("accept-patch")).toBe("application/json")
  })

  it.each([
    ["Authorization", [bearer, "authorization: Bearer another_key"]],
    ["Idempotency-Key", [bearer, "Idempotency-Key: a", "idempotency-key: b"]],
    ["Content-Type", [bearer, "Content-Type: application/json", "Content-type: application/json"]],
    ["Authorization, without any valid one", ["Authorization: x", "Authorization: y"]],
  ])("with two headers %s is refused before anybody is let in", async (_, lines) => {
    const { json, status } = await raw(head("GET", "/v1/payments", ...lines))
    expect([status, json.code]).toEqual([400, "invalid_header"])
  })

  it.each([
    ["says", "Content-Length: 262145", ""],
    ["turns out", "Transfer-Encoding: chunked", `40001\r\n${"x".repeat(0x40001)}\r\n`],
  ])("whose body %s to be too large is refused, and its connection closed", async (_, line, body) => {
    const start = `POST /v1/payments HTTP/1.1\r\nHost: x\r\n${bearer}\r\nContent-Type: application/json\r\n${line}\r\n\r\n`
    const answer = await raw(start + body)
    expect([answer.status, answer.json.code]).toEqual([413, "body_too_large"])
    expect(answer.head).toContain("connection: close")
  })

  it("with more than 16 KB of headers is 431, and its connection closed", async () => {
    const { json, status } = await raw(head("GET", "/v1/payments", `X-Long: ${"x".repeat(17_000)}`))
    expect([status, json.code]).toEqual([431, "headers_too_large"])
  })

  it.each([
    ["both a length and chunks", ["Content-Length: 2", "Transfer-Encoding: chunked"]],
    ["two lengths", ["Content-Length: 2", "Content-Length: 3"]],
    ["a space before a colon", ["Content-Length : 2"]],
  ])("with %s is no request", async (_, lines) => {
    const { json, status } = await raw(head("POST", "/v1/payments", bearer, ...lines))
    expect([status, json.code]).toEqual([400, "malformed_request"])
  })

  it("as HEAD is answered as GET, without the body", async () => {
    const { head: answer, json, status } = await raw(head("HEAD", "/v1/payments/p1", bearer))
    expect([status, json]).toEqual([200, null])
    expect(answer).toMatch(/content-length: [1-9]/)
  })

  it("whose answer nobody may keep says so", async () => {
    const { headers } = await server.ask("GET", "/v1/payments/p1")
    expect([headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual(["no-store", "nosniff"])
  })

  it("never sees more than 20 places, nor its own input at length", async () => {
    const lines = Array.from({ length: 40 }, () => ({ id: "x".repeat(1000), kind: "y".repeat(1000) }))
    const body = { provider: "sandbox", references: {}, currency: "EUR", captured: 1, lines }
    const { json } = await server.ask("POST", "/v1/payments", { body })
    expect(json.errors.length).toBe(20)
    for (const { detail } of json.errors) expect(detail.length).toBeLessThan(300)
  })

  it("takes names with anything in them, percent-encoded", async () => {
    const id = "a/b c?d#é%"
    const body = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 1 }
    const made = await server.ask("POST", "/v1/payments", { body })
    expect((await server.ask("GET", made.headers.get("location")!)).json.id).toBe(id)
  })
})
