/** Who may do what: scopes, modes, limits, rates, ends; and that nobody sees, touches or can tell what is another merchant's. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { rootKey, serve, type Serving } from "../serving.ts"

let server: Serving
beforeAll(async () => void (server = await serve()))
afterAll(() => server.close())

const newKey = async (given: object): Promise<{ readonly id: string; readonly key: string }> => {
  const { json, status } = await server.ask("POST", "/v1/keys", { body: { actor: "someone", ...given } })
  expect(status).toBe(201)
  return json
}

const paid = async (id: string, as = rootKey): Promise<string> => {
  const body = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
  expect((await server.ask("POST", "/v1/payments", { as, body })).status).toBe(201)
  return id
}

describe("a key", () => {
  it("is made of 256 random bits, told once, and listed without them", async () => {
    const { id, key } = await newKey({ scopes: ["read"] })
    expect(key).toMatch(/^rr_test_[\w-]{43}$/)
    const listed = await server.ask("GET", "/v1/keys")
    expect(listed.json.items.find((one: any) => one.id === id)).toMatchObject({
      merchant: "default",
      mode: "test",
      actor: "someone",
      scopes: ["read"],
    })
    expect(listed.text).not.toContain(key.slice(8))
  })

  it.each([
    ["read", "GET", "/v1/payments", 200],
    ["read", "POST", "/v1/payments", 403],
    ["read", "POST", "/v1/refunds", 403],
    ["read", "GET", "/v1/keys", 403],
    ["payments:write", "POST", "/v1/payments", 415],
    ["payments:write", "GET", "/v1/payments", 403],
    ["refunds:write", "POST", "/v1/refunds", 400],
    ["refunds:write", "POST", "/v1/refunds/x/cancel", 404],
    ["refunds:write", "POST", "/v1/refunds/x/approve", 403],
    ["refunds:write", "POST", "/v1/refunds/x/resolve", 403],
    ["refunds:approve", "POST", "/v1/refunds/x/approve", 404],
    ["refunds:approve", "POST", "/v1/refunds", 403],
    ["policies:write", "PUT", "/v1/policies/x", 415],
    ["policies:write", "POST", "/v1/keys", 403],
    ["admin", "GET", "/v1/keys", 200],
    ["admin", "POST", "/v1/refunds/x/approve", 404],
    ["admin", "POST", "/v1/merchants", 403],
  ])("with the scope %s, asked to %s %s, is answered %i", async (scope, method, path, status) => {
    const { key } = await newKey({ scopes: [scope] })
    const answer = await server.ask(method, path, { as: key })
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.json.code).toBe("insufficient_scope")
  })

  it("acts as its own actor, whatever the body says", async () => {
    const paymentId = await paid("actor-1")
    const { key } = await newKey({ actor: "clerk", scopes: ["refunds:write"] })
    const { json } = await server.ask("POST", "/v1/refunds", {
      as: key,
      key: "actor-1",
      body: { paymentId, amount: 1 },
    })
    expect(json.requestedBy).toBe("clerk")
  })

  it("that was revoked, has expired, or never was, is answered alike", async () => {
    const revoked = await newKey({ scopes: ["read"] })
    expect((await server.ask("GET", "/v1/payments", { as: revoked.key })).status).toBe(200)
    expect((await server.ask("DELETE", `/v1/keys/${revoked.id}`)).status).toBe(204)
    expect((await server.ask("DELETE", `/v1/keys/${revoked.id}`)).status).toBe(204)
    const expired = await newKey({ scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" })
    const keys = [revoked.key, expired.key, "rr_test_never_was_0123456789"]
    const answers = await Promise.all(keys.map((as) => server.ask("GET", "/v1/payments", { as })))
    expect(new Set(answers.map(({ status, text }) => `${status} ${withoutIds(text)}`)).size).toBe(1)
    expect(answers[0]!.status).toBe(401)
  })

  it("asks for no more than it may, by amount, by lines, for everything, and by way of a session", async () => {
    const paymentId = await paid("limit-1")
    const { key: as } = await newKey({ scopes: ["refunds:write"], maxAmount: 5000 })
    for (const ask of [{ amount: 5001 }, {}, { lines: [{ id: "payment" }] }]) {
      const refund = await server.ask("POST", "/v1/refunds", { as, key: "limit-1", body: { paymentId, ...ask } })
      expect([refund.status, refund.json.code]).toEqual([403, "key_limit_exceeded"])
      const session = await server.ask("POST", "/v1/sessions", { as, key: "limit-1", body: { paymentId, ask } })
      expect([session.status, session.json.code]).toEqual([403, "key_limit_exceeded"])
    }
    const large = await server.ask("POST", "/v1/sessions", {
      key: "limit-2",
      body: { paymentId, ask: { amount: 5001 } },
    })
    const executed = await server.ask("POST", `/v1/sessions/${large.json.id}/execute`, { as, key: "limit-3" })
    expect([executed.status, executed.json.code]).toEqual([403, "key_limit_exceeded"])
    expect((await server.ask("POST", "/v1/refunds", { as, key: "limit-1", body: { paymentId } })).status).toBe(201)
  })

  it("asks no more often than it may, and is told when again; its idempotency key is not used up", async () => {
    const paymentId = await paid("rate-1")
    const { key: as } = await newKey({ scopes: ["refunds:write"], ratePerSecond: 2 })
    const ask = (key: string) => server.ask("POST", "/v1/refunds", { as, key, body: { paymentId, amount: 1 } })
    // Far more than may be asked in the time that a slow machine takes for them.
    const keys = Array.from({ length: 60 }, (_, index) => `rate-${index}`)
    const began = performance.now()
    const answers = await Promise.all(keys.map(ask))
    const seconds = (performance.now() - began) / 1000
    const taken = answers.filter(({ status }) => status === 201).length
    expect([taken >= 2, taken <= 2 + Math.ceil(2 * seconds)]).toEqual([true, true])
    const at = answers.findIndex(({ status }) => status !== 201)
    expect([answers[at]?.status, answers[at]?.headers.get("retry-after")]).toEqual([429, "1"])
    expect(answers[at]!.json).toMatchObject({ code: "rate_limited", retryable: true })
    await expect.poll(async () => (await ask(keys[at]!)).status, { interval: 300 }).toBe(201)
  })

  it("of live mode is of no use here, and only the root key makes one", async () => {
    const { key } = await newKey({ mode: "live", scopes: ["admin"] })
    expect(key).toMatch(/^rr_live_/)
    const used = await server.ask("GET", "/v1/payments", { as: key })
    expect([used.status, used.json.code]).toEqual([403, "mode_mismatch"])
    const { key: admin } = await newKey({ scopes: ["admin"] })
    const body = { actor: "a", scopes: ["read"] }
    const live = await server.ask("POST", "/v1/keys", { as: admin, body: { ...body, mode: "live" } })
    expect([live.status, live.json.code]).toEqual([403, "mode_mismatch"])
    const foreign = await server.ask("POST", "/v1/keys", { as: admin, body: { ...body, merchant: "elsewhere" } })
    expect([foreign.status, foreign.json.code]).toEqual([403, "insufficient_scope"])
  })
})

describe("a merchant", () => {
  it("is made once, and known just so ever after", async () => {
    const body = { id: "shop-a", name: "Shop A", settings: { a: 1 } }
    const answers = [
      await server.ask("POST", "/v1/merchants", { body }),
      await server.ask("POST", "/v1/merchants", { body }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 200])
    const other = await server.ask("POST", "/v1/merchants", { body: { id: "shop-a", name: "Other" } })
    expect([other.status, other.json.code]).toEqual([409, "merchant_conflict"])
  })
})

// Ids of requests differ by nature; everything else of two answers is compared to the byte.
const withoutIds = (text: string) => text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "ID")

describe("what is another merchant's", () => {
  it("looks on every route exactly as what does not exist", async () => {
    for (const id of ["ours", "theirs"]) await server.ask("POST", "/v1/merchants", { body: { id } })
    const { key: theirs } = await newKey({ merchant: "theirs", scopes: ["admin"] })
    const { key: ours } = await newKey({ merchant: "ours", scopes: ["admin"] })
    const as = theirs
    const paymentId = await paid("secret-payment", as)
    const body = { paymentId, amount: 100 }
    // Waited for, so that nothing changes it any more but what this test does.
    const headers = { prefer: "wait=10" }
    const refund = await server.ask("POST", "/v1/refunds", { as, key: "same-key", body, headers })
    const session = await server.ask("POST", "/v1/sessions", {
      as,
      key: "ses",
      body: { paymentId, ask: { amount: 1 } },
    })
    const policy = { bindAt: "request", rules: [], terms: {} }
    await server.ask("PUT", "/v1/policies/secret-policy", { as, body: policy })
    const keys = await server.ask("GET", "/v1/keys", { as })
    const keyId = keys.json.items[0].id as string

    const resolution = { outcome: "failed", reason: "why not" }
    const routes: readonly (readonly [string, (id: string) => string, string, (object | undefined)?, string?])[] = [
      ["GET", (id) => `/v1/payments/${id}`, paymentId],
      ["GET", (id) => `/v1/payments/${id}/events`, paymentId],
      ["POST", (id) => `/v1/payments/${id}/disputes`, paymentId, { id: "d1", amount: 1, status: "open" }],
      ["GET", (id) => `/v1/refunds/${id}`, refund.json.id],
      ["PATCH", (id) => `/v1/refunds/${id}`, refund.json.id, { metadata: { a: "b" } }],
      ...["approve", "reject", "cancel"].map(
        (verb) => ["POST", (id: string) => `/v1/refunds/${id}/${verb}`, refund.json.id] as const,
      ),
      ["POST", (id) => `/v1/refunds/${id}/resolve`, refund.json.id, resolution],
      ["GET", (id) => `/v1/sessions/${id}`, session.json.id],
      ["POST", (id) => `/v1/sessions/${id}/execute`, session.json.id, undefined, "exe"],
      ["POST", (id) => `/v1/sessions/${id}/cancel`, session.json.id],
      ["GET", (id) => `/v1/policies/${id}`, "secret-policy"],
      ["GET", (id) => `/v1/policies/${id}/versions`, "secret-policy"],
      ["POST", (id) => `/v1/policies/${id}/diff`, "secret-policy", { policy: { id: "x", ...policy } }],
      ["POST", (id) => `/v1/policies/${id}/lint`, "secret-policy", {}],
      ["DELETE", (id) => `/v1/keys/${id}`, keyId],
      ["GET", (id) => `/v1/refunds?paymentId=${id}`, paymentId],
      ["GET", (id) => `/v1/sessions?paymentId=${id}`, paymentId],
      ["GET", (id) => `/v1/incidents?paymentId=${id}`, paymentId],
      ["POST", (id) => `/v1/incidents/${id}/resolve`, "incident", { resolution: "looked at" }],
    ]
    for (const [method, path, id, body, key] of routes) {
      const question = { as: ours, ...(body === undefined ? {} : { body }), ...(key === undefined ? {} : { key }) }
      const foreign = await server.ask(method, path(id), question)
      const absent = await server.ask(method, path("x".repeat(id.length)), {
        ...question,
        ...(key === undefined ? {} : { key: "exf" }),
      })
      const told = ({ headers, status, text }: typeof foreign) => [
        status,
        headers.get("content-type"),
        withoutIds(text),
      ]
      expect([path(id), ...told(foreign)]).toEqual([path(id), ...told(absent)])
    }
    for (const body of [
      { paymentId, amount: 1 },
      { paymentId: "x".repeat(paymentId.length), amount: 1 },
    ]) {
      const asked = await server.ask("POST", "/v1/refunds", { as: ours, key: `o-${body.paymentId}`, body })
      expect([asked.status, asked.json.code]).toEqual([404, "not_found"])
      expect(asked.json.detail).toBe("there is no such payment here: `POST /v1/payments` registers one")
      const quoted = await server.ask("POST", "/v1/quotes", { as: ours, body })
      expect([quoted.status, quoted.json.code]).toEqual([404, "not_found"])
    }
    const untouched = await server.ask("GET", `/v1/refunds/${refund.json.id}`, { as })
    expect([untouched.json.metadata, untouched.json.amount]).toEqual([{}, 100])
    expect((await server.ask("GET", "/v1/keys", { as })).json.items.length).toBe(1)
  })

  it("has its own ids and idempotency keys: the same ones mean something else here", async () => {
    for (const id of ["left", "right"]) await server.ask("POST", "/v1/merchants", { body: { id } })
    const ids: string[] = []
    for (const merchant of ["left", "right"]) {
      const { key: as } = await newKey({ merchant, scopes: ["admin"] })
      const paymentId = await paid("shared-name", as)
      const { headers, json, status } = await server.ask("POST", "/v1/refunds", {
        as,
        key: "shared",
        body: { paymentId, amount: 6000 },
      })
      expect([status, headers.get("idempotency-replayed")]).toEqual([201, null])
      ids.push(json.id)
    }
    expect(new Set(ids).size).toBe(2)
  })
})
