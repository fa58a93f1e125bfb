/** Policies as they stand and keys with a day's limit, over real sockets: shadows change nothing, no race overspends a day. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { asker, serve, type Serving } from "../serving.ts"

const folder = mkdtempSync(join(tmpdir(), "refund-rules-standing-"))
const settings = { REFUND_RULES_DATABASE_URL: `file:${join(folder, "instances.db")}` }

let server: Serving
beforeAll(async () => void (server = await serve(settings)))
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const limit = (EUR: number) => ({
  bindAt: "request",
  rules: [{ id: "limit", requires: { _tag: "AmountAtMost", limits: { EUR } }, otherwise: "Refuse" }],
  terms: {},
})

const paid = async (id: string, policyId?: string): Promise<string> => {
  const body = { id, provider: "sandbox", references: {}, currency: "EUR", captured: 10_000, policyId }
  expect((await server.ask("POST", "/v1/payments", { body })).status).toBe(201)
  return id
}
const refund = (key: string, paymentId: string, amount: number, as?: string) =>
  server.ask("POST", "/v1/refunds", { key, body: { paymentId, amount }, ...(as === undefined ? {} : { as }) })

describe("a version of a policy", () => {
  it("in shadow changes no answer; what it would have decided otherwise is listed, counted and measured", async () => {
    const put = (body: object) => server.ask("PUT", "/v1/policies/shop", { body })
    expect((await put(limit(5000))).json).toEqual({ id: "shop", version: 1, hash: expect.any(String) })
    const shadow = await put({ policy: limit(500), status: "shadow" })
    expect([shadow.status, shadow.json.version]).toEqual([201, 2])
    await paid("shadowed", "shop")
    const [large, small, refused] = [
      await refund("s1", "shadowed", 600),
      await refund("s2", "shadowed", 400),
      await refund("s3", "shadowed", 5001),
    ]
    expect([large.status, small.status, refused.status]).toEqual([201, 201, 422])
    const { json } = await server.ask("GET", "/v1/policies/shop/differences")
    expect(json).toMatchObject({ nextCursor: null, counts: [{ version: 2, moved: "Approve Refuse", count: 1 }] })
    expect(json.items).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        paymentId: "shadowed",
        refundId: large.json.id,
        currency: "EUR",
        policy: shadow.json,
        decided: { verdict: "Approve", amount: 600, codes: [], policy: expect.objectContaining({ version: 1 }) },
        shadow: { verdict: "Refuse", amount: 0, codes: ["amount_above_limit"] },
      },
    ])
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    expect(metrics).toMatch(/refund_rules_shadow_decisions_total\{[^}]*outcome="different"[^}]*\} 1\b/)
    expect(metrics).toMatch(/refund_rules_shadow_decisions_total\{[^}]*outcome="same"[^}]*\} 2\b/)
    expect(metrics).toMatch(/refund_rules_shadow_seconds_count\S* 3\b/)
  })

  it("stands as it was told to, from the instant that was named, and is listed so", async () => {
    const set = (body: object) => server.ask("POST", "/v1/policies/stood/status", { body })
    await server.ask("PUT", "/v1/policies/stood", { body: limit(5000) })
    await server.ask("PUT", "/v1/policies/stood", { body: { policy: limit(500), status: "draft" } })
    await paid("stood", "stood")
    expect((await refund("d1", "stood", 600)).status).toBe(201)
    const later = await set({ version: 2, status: "active", effectiveFrom: "2099-01-01T01:00:00+01:00" })
    expect([later.status, later.json.effectiveFrom]).toEqual([200, "2099-01-01T00:00:00.000Z"])
    expect((await refund("d2", "stood", 600)).status).toBe(201)
    expect((await set({ version: 2, status: "active", effectiveFrom: "2020-01-01T00:00:00Z" })).status).toBe(200)
    // Of those that have come the latest instant is in force: version 1 was published just now.
    expect((await refund("d3", "stood", 600)).status).toBe(201)
    await set({ version: 1, status: "draft" })
    expect((await refund("d4", "stood", 600)).json.code).toBe("amount_above_limit")
    const { json } = await server.ask("GET", "/v1/policies/stood/versions")
    expect(json.items.map((one: any) => [one.version, one.status])).toEqual([
      [1, "draft"],
      [2, "active"],
    ])
  })

  it.each([
    [{ version: 9, status: "draft" }, 404, "not_found"],
    [{ version: 1 }, 422, "invalid_field"],
    [{ version: 1, status: "retired" }, 422, "invalid_field"],
    [{ version: 1, status: "active", effectiveFrom: "soon" }, 422, "invalid_field"],
  ])("told %j is answered %i", async (body, status, code) => {
    await server.ask("PUT", "/v1/policies/wrong", { body: limit(1) })
    const answer = await server.ask("POST", "/v1/policies/wrong/status", { body })
    expect([answer.status, answer.json.code]).toEqual([status, code])
  })
})

describe("a key with a limit for 24 hours", () => {
  const keyFor = async (actor: string): Promise<string> => {
    const body = { actor, scopes: ["refunds:write"], maxAmountPerDay: { EUR: 1000 } }
    return (await server.ask("POST", "/v1/keys", { body })).json.key
  }

  it("is not overspent by many requests at once, on many payments, through two keys of one actor", async () => {
    const keys = [await keyFor("till"), await keyFor("till")]
    const payments = await Promise.all(Array.from({ length: 8 }, (_, index) => paid(`day-${index}`)))
    const answers = await Promise.all(
      payments.flatMap((paymentId, index) =>
        keys.map((as, door) => refund(`day-${index}-${door}`, paymentId, 300, as)),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
    for (const { json, status } of answers)
      if (status !== 201) expect([status, json.code]).toEqual([403, "key_limit_exceeded"])
    expect((await refund("day-rest", payments[0]!, 100, keys[0])).status).toBe(201)
  })

  it("is held to it by a facade too", async () => {
    const as = await keyFor("stripe-till")
    const references = { charge: "ch_day" }
    const body = { id: "facade-day", provider: "stripe", references, currency: "EUR", captured: 10_000 }
    expect((await server.ask("POST", "/v1/payments", { body })).status).toBe(201)
    const ask = (amount: number) =>
      server.ask("POST", "/stripe/v1/refunds", {
        as,
        body: `charge=ch_day&amount=${amount}`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      })
    const [within, beyond] = [await ask(900), await ask(101)]
    expect([within.status, beyond.status]).toEqual([200, 403])
  })
})

describe("a key that is revoked", () => {
  it("is soon of no use at another instance of the same database", async () => {
    await using other = await startServer(settings)
    const there = asker(other.line.native)
    const { id, key: as } = (await server.ask("POST", "/v1/keys", { body: { actor: "a", scopes: ["read"] } })).json
    expect((await there("GET", "/v1/payments", { as })).status).toBe(200)
    expect((await server.ask("DELETE", `/v1/keys/${id}`)).status).toBe(204)
    const revoked = performance.now()
    await expect.poll(async () => (await there("GET", "/v1/payments", { as })).status, { interval: 20 }).toBe(401)
    // What an instance knows of a key it knows for a second; the rest is for a busy machine.
    expect(performance.now() - revoked).toBeLessThan(20_000)
  })
})
