/** What the real process answers over a real socket, on every path it knows and on one it does not. */
import { startServer } from "@refund-rules/harness"
import type { ReadyLine, ServerProcess } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { heardToEnd } from "./http/saying.ts"

let server: ServerProcess & { readonly line: ReadyLine }
beforeAll(async () => void (server = await startServer()))
afterAll(() => server[Symbol.asyncDispose]())

const ask = (path: string, method = "GET") => fetch(`${server.line.native}${path}`, { method })

describe("the ready line", () => {
  it("names this process, the port that was really bound, and pages that exist", async () => {
    const facade = expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
    expect(server.line).toEqual({
      ready: true,
      pid: server.process.pid,
      instance: expect.stringMatching(/^[\da-f-]{36}$/),
      native: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/),
      docs: `${server.line.native}/docs`,
      facades: { stripe: facade, dodo: facade, wooshpay: facade, dollr: facade, loop: facade },
    })
    expect((await ask("/docs")).status).toBe(200)
  })
})

describe("a known path", () => {
  it.each([
    ["/livez", { alive: true }],
    ["/readyz", { ready: true, checks: ["store"] }],
  ])("answers GET %s", async (path, body) => {
    const response = await ask(path)
    expect([response.status, await response.json()]).toEqual([200, body])
  })

  it("gives its OpenAPI document, of everything", async () => {
    const document = (await (await ask("/openapi.json")).json()) as { readonly paths: object }
    expect(document.paths).toMatchObject({ "/livez": {}, "/v1/refunds": {} })
  })

  it.each(["/livez", "/readyz", "/openapi.json", "/docs"])("answers HEAD %s as GET, without a body", async (path) => {
    const response = await ask(path, "HEAD")
    expect([response.status, await response.text()]).toEqual([200, ""])
  })

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("refuses %s and says what it allows", async (method) => {
    const response = await ask("/livez", method)
    expect([response.status, response.headers.get("allow")]).toEqual([405, "HEAD, GET"])
    expect(await response.json()).toMatchObject({ code: "method_not_allowed", status: 405 })
  })
})

describe("an unknown path", () => {
  it("answers a problem document that names the request", async () => {
    const response = await ask("/v1/nothing?key=secret")
    const id = response.headers.get("x-request-id")
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    expect(await response.json()).toEqual({
      type: "urn:refund-rules:problem:not_found",
      title: "Not found",
      status: 404,
      detail: "nothing is served at this path: `/docs` shows every route",
      instance: `urn:request:${id}`,
      code: "not_found",
      request_id: id,
      retryable: false,
    })
  })

  it("points whoever opens the address alone at the pages", async () => {
    expect(await (await ask("/")).json()).toMatchObject({ detail: expect.stringContaining("`/docs`") })
  })

  it.each(["/", "/LIVEZ", "/livez/", "//livez", "/%zz", "/livez%00", "/../livez%2f"])("is what %s is", async (path) => {
    expect((await ask(path)).status).toBe(404)
  })
})

describe("every answer", () => {
  it("carries an id of its own", async () => {
    const paths = ["/livez", "/livez", "/readyz", "/docs", "/nothing"]
    const ids = await Promise.all(paths.map(async (path) => (await ask(path)).headers.get("x-request-id")))
    expect(new Set(ids).size).toBe(paths.length)
  })

  it("is a problem document even where the bytes were no request", async () => {
    const [head, body] = (await heardToEnd(server.line.native, "this is not HTTP\r\n\r\n")).split("\r\n\r\n")
    expect(head).toMatch(/^HTTP\/1\.1 400 /)
    expect(JSON.parse(body!)).toMatchObject({ code: "malformed_request", status: 400 })
  })
})

it("keeps the query, where a secret may be, out of its log", async () => {
  const { stderr, stdout } = await server.stop()
  expect(stderr).toContain('"path":"/v1/nothing"')
  expect(stderr).not.toContain("secret")
  expect(stdout).toBe(`${JSON.stringify(server.line)}\n`)
})
