/** The table of routes, the OpenAPI document and the server say the same: nothing is served undocumented, nothing documented is missing. */
import { Api } from "@refund-rules/http-api"
import { Schema } from "effect"
import { type HttpApiEndpoint, OpenApi } from "effect/http-api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Reply, serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => void (server = await serve({ REFUND_RULES_SEAL_MS: "100" })))
afterAll(() => server.close())

const document = OpenApi.fromApi(Api)
const documented = Object.entries(document.paths)
  .filter(([path]) => path.startsWith("/v1/"))
  .map(([path, methods]) => [path, Object.keys(methods).map((method) => method.toUpperCase())] as const)

const every = ["GET", "POST", "PUT", "PATCH", "DELETE"]

describe("a path of the document", () => {
  it.each(documented)("%s is served with the methods %j and no other", async (path, methods) => {
    const url = path.replace("{id}", "x")
    for (const method of every) {
      const { headers, status } = await server.ask(method, url, { as: "" })
      expect([method, status]).toEqual([method, methods.includes(method) ? 401 : 405])
      if (status !== 405) continue
      const allowed = headers
        .get("allow")!
        .split(", ")
        .filter((one) => one !== "HEAD")
      expect(allowed.toSorted()).toEqual(methods.toSorted())
    }
  })
})

/** The schemas an endpoint documents for a status. */
const schemasOf = (method: string, path: string, status: number): readonly Schema.Top[] =>
  Object.values(Api.groups).flatMap((group) =>
    Object.values(group.endpoints as unknown as Record<string, HttpApiEndpoint.Top>).flatMap((endpoint) => {
      if (endpoint.method !== method || endpoint.path.replace(":id", "{id}") !== path) return []
      const all = [...(status < 400 ? endpoint.success : endpoint.error)]
      return all.filter((schema) => (statusOf(schema) ?? 200) === status)
    }),
  )

const statusOf = (schema: Schema.Top): number | undefined =>
  (schema.ast.context?.annotations?.["httpApiStatus"] ?? schema.ast.annotations?.["httpApiStatus"]) as
    | number
    | undefined

describe("an answer", () => {
  const holds = (method: string, path: string, { json, status }: Reply) => {
    const schemas = schemasOf(method, path, status)
    expect([method, path, status, schemas.length > 0]).toEqual([method, path, status, true])
    const decoded = schemas.map((schema) =>
      Schema.decodeUnknownExit(schema as Schema.Codec<unknown>)(json, { onExcessProperty: "error" }),
    )
    const fitting = decoded.find((one) => one._tag === "Success")
    expect([method, path, status, fitting?._tag ?? String(decoded[0])]).toEqual([method, path, status, "Success"])
  }

  it("is what the document says of it, on every route that answers with one", async () => {
    const ask = async (method: string, path: string, id = "", question: object = {}) => {
      const reply = await server.ask(method, path.replace("{id}", encodeURIComponent(id)), question)
      holds(method, path, reply)
      return reply
    }
    const lines = [
      { id: "l1", kind: "product", quantity: 2, net: 8000, taxes: [{ id: "vat", amount: 2000 }], tags: ["a"] },
    ]
    const customer = { id: "c1", email: "c@example.com" }
    const payment = {
      id: "p1",
      provider: "sandbox",
      references: { a: "b" },
      currency: "EUR",
      captured: 10_000,
      lines,
      customer,
    }
    await ask("POST", "/v1/payments", "", { body: payment })
    await ask("POST", "/v1/payments", "", { body: payment })
    await ask("POST", "/v1/payments", "", { body: { ...payment, currency: "USD" } })
    await ask("GET", "/v1/payments")
    await ask("GET", "/v1/payments/{id}", "p1")
    await ask("GET", "/v1/payments/{id}", "absent")
    const made = await ask("POST", "/v1/refunds", "", {
      key: "1",
      body: { paymentId: "p1", amount: 100, reason: "goodwill" },
    })
    await ask("POST", "/v1/refunds", "", { key: "2", body: { paymentId: "p1", amount: 10_000 } })
    await ask("POST", "/v1/refunds", "", { key: "3", body: { paymentId: "p1", lines: [{ id: "l1", quantity: 3 }] } })
    await ask("POST", "/v1/refunds", "", { key: "4", body: { amount: 1 } })
    await ask("POST", "/v1/refunds", "", { body: { amount: 1 } })
    await ask("GET", "/v1/refunds")
    await ask("GET", "/v1/refunds/{id}", made.json.id)
    await ask("PATCH", "/v1/refunds/{id}", made.json.id, { body: { metadata: { a: "b" } } })
    await ask("POST", "/v1/quotes", "", { body: { paymentId: "p1", amount: 5 } })
    const facts = { payment, history: [], ask: {}, askedAt: "2026-01-31T12:00:00Z" }
    await ask("POST", "/v1/decisions", "", { body: facts })
    const session = await ask("POST", "/v1/sessions", "", { key: "5", body: { paymentId: "p1", ask: { amount: 7 } } })
    await ask("GET", "/v1/sessions")
    await ask("GET", "/v1/sessions/{id}", session.json.id)
    await ask("POST", "/v1/sessions/{id}/execute", session.json.id, { key: "6" })
    await ask("POST", "/v1/sessions/{id}/cancel", session.json.id)
    await ask("POST", "/v1/payments/{id}/disputes", "p1", { body: { id: "d", amount: 5, status: "open" } })
    await ask("GET", "/v1/payments/{id}/events", "p1")
    const rules = [{ id: "a", requires: { _tag: "ReasonRequired" }, otherwise: "Review" }]
    const policy = { id: "default", bindAt: "request", rules, terms: {} }
    await ask("PUT", "/v1/policies/{id}", "default", { body: policy })
    await ask("PUT", "/v1/policies/{id}", "default", { body: policy })
    await ask("GET", "/v1/policies/{id}", "default")
    await ask("GET", "/v1/policies/{id}/versions", "default")
    await ask("PUT", "/v1/policies/{id}", "shadowed", {
      body: { policy: { ...policy, id: "shadowed" }, status: "shadow" },
    })
    await ask("POST", "/v1/policies/{id}/status", "shadowed", { body: { version: 1, status: "draft" } })
    await ask("POST", "/v1/policies/{id}/status", "shadowed", { body: { version: 2, status: "draft" } })
    await ask("GET", "/v1/policies/{id}/differences", "shadowed")
    await ask("POST", "/v1/policies/{id}/diff", "default", { body: { policy } })
    await ask("POST", "/v1/policies/{id}/lint", "default", { body: {} })
    const expectations = [["neverApprovedAbove", { EUR: 1 }]]
    await ask("POST", "/v1/policies/{id}/check", "default", { body: { policy, expectations, runs: 200 } })
    const backtest = await ask("POST", "/v1/backtests", "", {
      body: { policy: { ...policy, id: "x" }, by: ["reason"] },
    })
    await ask("GET", "/v1/backtests/{id}", backtest.json.id)
    await ask("GET", "/v1/backtests/{id}", "absent")
    await ask("GET", "/v1/events")
    holds("GET", "/v1/events", await server.ask("GET", "/v1/events?cursor=absent"))
    const review = await ask("POST", "/v1/refunds", "", { key: "7", body: { paymentId: "p1", amount: 9 } })
    expect(review.status).toBe(202)
    await ask("POST", "/v1/refunds/{id}/approve", review.json.id)
    await ask("POST", "/v1/refunds/{id}/cancel", review.json.id)
    await ask("POST", "/v1/refunds/{id}/reject", review.json.id)
    await ask("POST", "/v1/refunds/{id}/resolve", review.json.id, { body: { outcome: "failed", reason: "x" } })
    await ask("POST", "/v1/keys", "", {
      body: {
        actor: "a",
        scopes: ["read"],
        maxAmount: 1,
        maxAmountPerDay: { EUR: 1 },
        expiresAt: "2099-01-01T00:00:00Z",
      },
    })
    await ask("GET", "/v1/keys")
    await ask("DELETE", "/v1/keys/{id}", "absent")
    await ask("POST", "/v1/merchants", "", { body: { id: "shop" } })
    await ask("POST", "/v1/merchants", "", { body: { id: "shop" } })
    await ask("GET", "/v1/reports/refunds")
    holds("GET", "/v1/reports/refunds", await server.ask("GET", "/v1/reports/refunds?by=day,provider,reason,status"))
    holds("GET", "/v1/reports/refunds", await server.ask("GET", "/v1/reports/refunds?by=customer"))
    await ask("GET", "/v1/audit/head")
    await ask("GET", "/v1/incidents")
    await ask("POST", "/v1/incidents/{id}/resolve", "absent", { body: { resolution: "seen" } })
  })
})
