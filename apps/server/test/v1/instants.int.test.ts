/** Every instant that the document lets anybody send, on every route: one that there is not is refused at its place. */
import { Api } from "@refund-rules/http-api"
import { OpenApi } from "effect/http-api"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => void (server = await serve()))
afterAll(() => server.close())

/** Text of the right length, of the right form, and nearly right; none of it is a moment. */
const impossible = [
  "2026-06-30T23:59:60Z",
  "2026-02-30T12:00:00Z",
  "2026-13-01T12:00:00Z",
  "2026-01-31T24:00:00Z",
  "2026-01-31T12:60:00Z",
  "2026-01-31T12:00:00+24:00",
  "0000-01-01T00:00:00+00:01",
  "9999-12-31T23:59:59-00:01",
  "2026-01-31T12:00:00",
  "2026-01-31",
  "31 Jan 2026 12:00:00 GMT",
  "1767225600",
  "+010000-01-01T00:00:00Z",
  "soon",
  " ",
  "",
]

interface Schema {
  readonly $ref?: string
  readonly format?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

const document = OpenApi.fromApi(Api)
const schemas = document.components.schemas as unknown as Readonly<Record<string, Schema>>

/** The places of instants in whatever a schema describes. */
const placesIn = (schema: Schema, at = "", seen: readonly string[] = []): readonly string[] => {
  const { $ref, allOf = [], anyOf = [], format, items, oneOf = [], prefixItems = [], properties = {} } = schema
  if ($ref !== undefined) {
    const name = $ref.replace("#/components/schemas/", "")
    return seen.includes(name) ? [] : placesIn(schemas[name]!, at, [...seen, name])
  }
  const inside = (of: Schema, name: number | string): readonly string[] => placesIn(of, `${at}/${name}`, seen)
  return [
    ...(format === "date-time" ? [at] : []),
    ...[...allOf, ...anyOf, ...oneOf].flatMap((one) => placesIn(one, at, seen)),
    ...Object.entries(properties).flatMap(([name, one]) => inside(one, name)),
    ...(items === undefined ? [] : inside(items, 0)),
    ...prefixItems.flatMap(inside),
  ]
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Readonly<Record<string, Operation>>).map(([method, one]) => ({
    name: `${method.toUpperCase()} ${path}`,
    queried: (one.parameters ?? [])
      .filter((parameter) => parameter.in === "query" && placesIn(parameter.schema).includes(""))
      .map((parameter) => parameter.name),
    written: [
      ...new Set(Object.values(one.requestBody?.content ?? {}).flatMap(({ schema }) => placesIn(schema))),
    ].toSorted(),
  })),
)

const payment = { id: "p", provider: "sandbox", references: {}, currency: "EUR", captured: 100 }
const claims = [{ at: "2026-01-31T12:00:00Z", amount: 1, currency: "EUR" }]
const policy = { bindAt: "request", rules: [], terms: {} }

/** A body that is right but for what the test puts into it, of every route that takes an instant in one. */
const bodies: Readonly<Record<string, object>> = {
  "POST /v1/payments": payment,
  "POST /v1/decisions": {
    payment,
    history: [{ _tag: "GrowPayment", payment, at: "2026-01-31T12:00:00Z" }],
    ask: {},
    askedAt: "2026-01-31T12:00:00Z",
    customerHistory: claims,
    actorHistory: claims,
  },
  "PUT /v1/policies/{id}": { policy, status: "active" },
  "POST /v1/policies/{id}/status": { version: 1, status: "active" },
  "POST /v1/policies/{id}/diff": { policy: { id: "x", ...policy } },
  "POST /v1/policies/{id}/lint": { policy: { id: "x", ...policy } },
  "POST /v1/policies/{id}/check": {
    policy: { id: "x", ...policy },
    expectations: [["neverApprovedAbove", { EUR: 1 }]],
  },
  "POST /v1/backtests": { policy: { id: "x", ...policy } },
  "POST /v1/sessions": { paymentId: "p", ask: {} },
  "POST /v1/keys": { actor: "a", scopes: ["read"] },
  "POST /v1/webhooks/{id}/replay": {},
}

/** The body with another value at a place. */
const withAt = (body: unknown, [name = "", ...rest]: readonly string[], value: string): unknown => {
  if (Array.isArray(body))
    return body.map((one, index) =>
      `${index}` === name ? (rest.length === 0 ? value : withAt(one, rest, value)) : one,
    )
  const members = (body ?? {}) as Readonly<Record<string, unknown>>
  return { ...members, [name]: rest.length === 0 ? value : withAt(members[name], rest, value) }
}

const refusedAt = (pointer: string) => [422, "invalid_field", expect.arrayContaining([pointer])]

describe("an instant that there is not", () => {
  it("is looked for on every route that the document has", () => {
    expect(operations.filter(({ written }) => written.length > 0).map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(bodies)),
    )
    expect(operations.filter(({ queried }) => queried.length > 0).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["GET /v1/payments", "GET /v1/refunds", "GET /v1/reports/refunds"]),
    )
  })

  it.each(operations.flatMap(({ name, queried }) => queried.map((parameter) => [name, parameter] as const)))(
    "is refused by %s in its parameter %s",
    async (name, parameter) => {
      const [method = "", path = ""] = name.split(" ")
      for (const text of impossible) {
        const url = `${path.replace("{id}", "x")}?${parameter}=${encodeURIComponent(text)}`
        const { json, status } = await server.ask(method, url)
        expect([text, status, json.code, json.errors?.map((one: any) => one.pointer)]).toEqual([
          text,
          ...refusedAt(`/${parameter}`),
        ])
      }
    },
  )

  it.each(operations.flatMap(({ name, written }) => written.map((pointer) => [name, pointer] as const)))(
    "is refused by %s at %s of its body",
    async (name, pointer) => {
      const [method = "", path = ""] = name.split(" ")
      const { [name]: right } = bodies
      expect(right).toBeDefined()
      for (const [index, text] of impossible.entries()) {
        const body = withAt(right, pointer.split("/").slice(1), text)
        const keyed = path === "/v1/sessions" ? { key: `instant-${index}` } : {}
        const { json, status } = await server.ask(method, path.replace("{id}", "x"), { body, ...keyed })
        expect([text, status, json.code, json.errors?.map((one: any) => one.pointer)]).toEqual([
          text,
          ...refusedAt(pointer),
        ])
      }
    },
  )

  it("is refused where its id is strange and its neighbours are, too", async () => {
    const ask = (id: string, body: object) => server.ask("POST", `/v1/webhooks/${id}/replay`, { body })
    const [strange, turned] = [
      await ask("nobody", { message: "😀~'99//😀😀", since: "2026-06-30T23:59:60Z" }),
      await ask("%E2%80%AE%C3%A9", { since: " " }),
    ]
    expect([strange.status, turned.status]).toEqual([422, 422])
  })
})

describe("an instant that there is", () => {
  it("may be asked for on the edges of time, in every list", async () => {
    const edges = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2024-02-29t00:00:00.123456789z"]
    for (const edge of edges)
      for (const path of ["/v1/payments", "/v1/refunds"]) {
        const { status } = await server.ask("GET", `${path}?from=${edge}&until=${edge}`)
        expect([path, edge, status]).toEqual([path, edge, 200])
      }
    const { status } = await server.ask("POST", "/v1/webhooks/nobody/replay", { body: { since: edges[0] } })
    expect(status).toBe(404)
  })
})
