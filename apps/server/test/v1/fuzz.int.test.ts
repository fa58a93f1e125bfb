/** Whatever is sent to whichever route, the server answers, as its document says it may, and never with a failure of its own. */
import { Api } from "@refund-rules/http-api"
import { OpenApi } from "effect/http-api"
import fc from "fast-check"
import { afterAll, beforeAll, expect, it } from "vitest"
import { serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => {
  server = await serve()
  await server.ask("POST", "/v1/payments", { body: valid.payment })
})
afterAll(() => server.close())

const numRuns = Number(process.env.LAW_RUNS ?? 600)
const seed = Number(process.env.LAW_SEED ?? Date.now() & 0x7fffffff)

const payment = { id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
const rules = [{ id: "a", requires: { _tag: "AmountAtMost", limits: { EUR: 5 } }, otherwise: "Review" }]
const policy = { id: "x", bindAt: "request", rules, terms: { restocking: { basisPoints: 100 } } }
const valid = {
  payment,
  refund: { paymentId: "p1", amount: 1, reason: "goodwill", metadata: { a: "b" } },
  session: { paymentId: "p1", ask: { amount: 1 }, expiresAt: "2099-01-01T00:00:00Z" },
  decision: { payment, history: [], ask: { amount: 1 }, askedAt: "2026-01-01T00:00:00Z", policy },
  dispute: { id: "d1", amount: 5, status: "open" },
  policy,
  compared: { policy },
  key: { actor: "a", scopes: ["read"] },
  merchant: { id: "shop", name: "Shop" },
  resolution: { outcome: "failed", reason: "because", resolution: "seen" },
  change: { metadata: { a: "b" } },
}

const operations = Object.entries(OpenApi.fromApi(Api).paths)
  .filter(([path]) => path.startsWith("/v1/"))
  .flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { readonly responses: object }>).map(([method, { responses }]) => ({
      path,
      method,
      responses,
    })),
  )

const spoiler = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    -1,
    0,
    1.5,
    2 ** 53,
    "x".repeat(300),
    [],
    {},
    [[]],
    true,
    "2026-02-30T00:00:00Z",
    "__proto__",
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

/** A valid body with one value somewhere replaced, taken out or added. */
const spoiled = fc
  .tuple(
    fc.constantFrom(...Object.values<object>(valid)),
    fc.nat(),
    spoiler,
    fc.constantFrom("replace", "remove", "add"),
  )
  .map(([body, place, value, how]) => {
    const copy = structuredClone(body) as Record<string, unknown>
    const places: (readonly [Record<string, unknown>, string])[] = []
    const walk = (at: unknown): void => {
      if (typeof at !== "object" || at === null) return
      for (const key of Object.keys(at)) {
        places.push([at as Record<string, unknown>, key])
        walk((at as Record<string, unknown>)[key])
      }
    }
    walk(copy)
    const [holder, key] = places[place % places.length]!
    if (how === "remove") delete holder[key]
    else holder[how === "add" ? "surplus" : key] = value
    return copy
  })

// A client resolves `.` and `..` by itself, and then asks for another path.
const id = fc
  .oneof(fc.constantFrom("p1", "x", "%00", "a%2Fb", "é"), fc.string({ minLength: 1, maxLength: 20 }))
  .filter((one) => one !== "." && one !== "..")
const query = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  fc.constantFrom("?limit=1", "?limit=-1", "?cursor=x", "?a=%zz", "?status=open"),
)

it("answers, as documented, whatever it is asked", { timeout: 120_000 + numRuns * 50 }, async () => {
  const asking = fc.record({
    operation: fc.constantFrom(...operations),
    id,
    query,
    body: fc.oneof(spoiled, fc.jsonValue()),
  })
  const seen = new Set<number>()
  const holds = fc.asyncProperty(asking, fc.uuid(), async ({ body, id, operation, query }, key) => {
    const { method, path, responses } = operation
    const url = path.replace("{id}", encodeURIComponent(id)) + query
    const question = method === "get" || method === "delete" ? {} : { body, key }
    const { headers, json, status } = await server.ask(method.toUpperCase(), url, question)
    seen.add(status)
    expect([status, Object.keys(responses)]).toEqual([status, expect.arrayContaining([String(status)])])
    expect(status).toBeLessThan(500)
    expect(headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/)
    if (status >= 400)
      expect(json).toMatchObject({ status, code: expect.any(String), request_id: headers.get("x-request-id") })
  })
  await fc.assert(holds, { numRuns, seed })
  // A run that only ever met one kind of answer has looked at nothing.
  expect([...seen].filter((status) => [200, 201, 400, 404, 422].includes(status)).length).toBeGreaterThan(3)
})
