/** No facade takes U+0000, which not every database keeps: it is refused as what cannot be read, and never an error of ours. */
import { startServer, testRootKey } from "@refund-rules/harness"
import type { ReadyLine, ServerProcess } from "@refund-rules/harness"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let server: ServerProcess & { readonly line: ReadyLine }
const customer = { id: "cus_1", name: "Ada", email: "ada@example.org" }

beforeAll(async () => {
  server = await startServer()
  const references = {
    stripe: { paymentIntent: "pi_1", charge: "ch_1" },
    dodo: { paymentId: "pay_1" },
    wooshpay: { paymentIntent: "wpi_1" },
    dollr: { paymentIntentId: 1 },
    loop: { chargeId: "lch_1", paymentId: "lpm_1" },
  }
  for (const [provider, named] of Object.entries(references)) {
    const payment = { id: provider, provider, references: named, currency: "USD", captured: 10_000, customer }
    const { status } = await ask(server.line.native, "POST", "/v1/payments", JSON.stringify(payment))
    expect(status).toBe(201)
  }
})
afterAll(() => server[Symbol.asyncDispose]())

const basic = `Basic ${Buffer.from(`${testRootKey}:`).toString("base64")}`
const form = "application/x-www-form-urlencoded"

const ask = (origin: string, method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${testRootKey}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body }),
  })

const zero = String.raw`\u0000`
const soon = new Date(Date.now() + 3_600_000).toISOString()

const bodies: readonly (readonly [string, string, string])[] = [
  ["stripe", "/v1/refunds", "payment_intent=pi_1%00"],
  ["stripe", "/v1/refunds", "charge=%00"],
  ["stripe", "/v1/refunds", "payment_intent=pi_1&amount=1&metadata[a]=%00"],
  ["stripe", "/v1/refunds", "payment_intent=pi_1&amount=1&metadata[%00]=a"],
  ["stripe", "/v1/refunds/re_%00", "metadata[a]=b"],
  ["dodo", "/refunds", `{"payment_id":"pay_1${zero}"}`],
  ["dodo", "/refunds", `{"payment_id":"pay_1","reason":"a${zero}"}`],
  ["dodo", "/refunds", `{"payment_id":"pay_1","metadata":{"a${zero}":"b"}}`],
  ["wooshpay", "/v1/refunds", `{"payment_intent":"wpi_1${zero}"}`],
  ["wooshpay", "/v1/refunds", `{"payment_intent":"wpi_1","amount":"1","metadata":{"a":"${zero}"}}`],
  [
    "dollr",
    "/v1/sessions/refund",
    `{"original_payment_intent_id":1,"amount":1,"expires_at":"${soon}","reason":"${zero}"}`,
  ],
  ["dollr", "/v1/jwt/client/obtain/token", `{"client_id":"${zero}","client_secret":"a"}`],
  ["loop", "/v1/admin/refunds", `{"charge_id":"${zero}","full":true}`],
  ["loop", "/v1/admin/refunds", `{"charge_id":"lch_1","amount_cents":1,"reason":"${zero}"}`],
  ["loop", "/v1/refunds", `{"payment_id":"lpm_1${zero}"}`],
]

const addresses: readonly (readonly [string, string])[] = [
  ["stripe", "/v1/refunds/re_%00"],
  ["stripe", "/v1/refunds?payment_intent=pi_1%00"],
  ["stripe", "/v1/refunds?starting_after=%00"],
  ["dodo", "/refunds/ref_%00"],
  ["dodo", "/payments/%00/line-items"],
  ["dodo", "/refunds?customer_id=%00"],
  ["wooshpay", "/v1/refunds/re_%00"],
  ["dollr", "/v1/status/refund/%00"],
  ["loop", "/v1/payments/%00"],
  ["loop", "/v1/admin/refunds?customer_id=%00"],
]

describe("U+0000", () => {
  it.each(bodies)("is refused by %s at %s in %s", async (provider, path, body) => {
    const headers: Record<string, string> =
      provider === "stripe" ? { "content-type": form } : provider === "wooshpay" ? { authorization: basic } : {}
    const { status } = await ask(server.line.facades[provider]!, "POST", path, body, headers)
    expect([400, 404, 422]).toContain(status)
  })

  it.each(addresses)("is no part of an address of %s: %s", async (provider, path) => {
    const headers: Record<string, string> = provider === "wooshpay" ? { authorization: basic } : {}
    const { status } = await ask(server.line.facades[provider]!, "GET", path, undefined, headers)
    expect([400, 404, 422]).toContain(status)
  })

  it("moved nothing", async () => {
    const { items } = (await (await ask(server.line.native, "GET", "/v1/refunds")).json()) as { items: unknown[] }
    expect(items).toEqual([])
  })
})
