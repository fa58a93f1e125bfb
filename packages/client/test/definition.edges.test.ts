import { connect } from "@refund-rules/client"
import { Api } from "@refund-rules/http-api"
import { OpenApi } from "effect/http-api"
import { describe, expect, it } from "vitest"
import { routes } from "../src/routes.ts"

const methods = ["get", "post", "put", "patch", "delete"] as const
const documented = Object.entries(OpenApi.fromApi(Api).paths).flatMap(([path, operations]) =>
  methods
    .filter((method) => operations[method] !== undefined)
    .map((method) => [operations[method]!.operationId, `${method.toUpperCase()} ${path.replace("{id}", ":id")}`]),
)

const sorted = (lines: readonly (readonly unknown[])[]): readonly string[] =>
  lines.map((line) => line.join(" ")).toSorted((a, b) => a.localeCompare(b))

describe("the client's table", () => {
  it("has every operation of the document, and no other", () => {
    const ours = Object.entries(routes).flatMap(([group, rows]) =>
      Object.entries(rows).map(([name, [method, path]]) => [`${group}.${name}`, `${method} ${path}`]),
    )
    expect(sorted(ours)).toEqual(sorted(documented))
  })

  it("asks for a key where money is held, and does not compile without", () => {
    const client = connect({ url: "http://127.0.0.1:1", key: "k", attempts: 1 })
    // @ts-expect-error an idempotency key is missing
    const request = () => client.refunds.request({ paymentId: "pay_1" })
    // @ts-expect-error there is no such member
    const misspelt = () => client.refunds.request({ paymentId: "pay_1", amonut: 5 }, { key: "order-1" })
    // @ts-expect-error an id is missing
    const nameless = () => client.refunds.read()
    expect([request, misspelt, nameless].map((call) => typeof call)).toEqual(["function", "function", "function"])
  })
})
