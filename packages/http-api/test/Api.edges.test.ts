/** The interface as a reader of its OpenAPI document sees it. */
import { OpenApi } from "effect/http-api"
import { describe, expect, it } from "vitest"
import { Api, problemType } from "@refund-rules/http-api"

const document = OpenApi.fromApi(Api)

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as any })),
)
const keyed = operations.filter(({ path }) => path.startsWith("/v1/"))

describe("Api", () => {
  it("says of every operation what it is for, under a name of its own", () => {
    for (const { operation } of operations) expect(operation.summary).toMatch(/^[A-Z].{5,80}$/)
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length)
  })

  it("asks for a key on everything below /v1, and on nothing else", () => {
    expect(keyed.length).toBeGreaterThan(30)
    for (const { operation, path } of operations) {
      expect([path, operation.security]).toEqual([path, path.startsWith("/v1/") ? [{ key: [] }] : []])
    }
  })

  it("documents every problem as one and the same problem document", () => {
    for (const { operation, path } of operations) {
      for (const [status, answer] of Object.entries<any>(operation.responses)) {
        if (Number(status) < 400) continue
        expect([path, status, answer.content]).toEqual([
          path,
          status,
          { "application/problem+json": { schema: { $ref: "#/components/schemas/ProblemDocument" } } },
        ])
      }
    }
  })

  it("requires the idempotency key exactly where money is held or moved on", () => {
    const requiring = operations
      .filter(({ operation }) =>
        operation.parameters?.some((one: any) => one.name === "idempotency-key" && one.required),
      )
      .map(({ method, path }) => `${method} ${path}`)
    expect(requiring).toEqual(["post /v1/refunds", "post /v1/sessions", "post /v1/sessions/{id}/execute"])
  })

  it("tells the numbers of a query as numbers, with their bounds", () => {
    const found = operations.flatMap(({ operation }) =>
      (operation.parameters ?? [])
        .filter((one: any) => one.in === "query" && ["limit", "amountFrom", "amountTo", "version"].includes(one.name))
        .map((one: any) => [one.name, one.schema.type, typeof one.schema.minimum, typeof one.schema.maximum].join(" ")),
    )
    expect(found.length).toBeGreaterThan(10)
    expect(new Set(found)).toEqual(
      new Set(["limit", "amountFrom", "amountTo", "version"].map((name) => `${name} integer number number`)),
    )
  })

  it("names the scheme of keys as its readers do", () => {
    expect(document.components.securitySchemes).toMatchObject({ key: { type: "http", scheme: "bearer" } })
  })

  it("gives each code one absolute URI", () => {
    expect(URL.canParse(problemType("not_found"))).toBe(true)
  })
})
