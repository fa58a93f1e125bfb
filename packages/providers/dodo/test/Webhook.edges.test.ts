import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { createHmac } from "node:crypto"
import DodoPayments from "dodopayments"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { dodoWebhook, isFromDodo } from "../src/index.ts"

const secret = `whsec_${btoa("the first secret of this test")}`
const other = `whsec_${btoa("the second secret of this test")}`
const NOW = Math.floor(Date.now() / 1000)
const refund = {
  payload_type: "Refund",
  refund_id: "ref_dodo",
  payment_id: "pay_1",
  business_id: "bus_1",
  status: "succeeded",
  created_at: "2026-01-01T00:00:00.123456Z",
  is_partial: false,
  amount: 4000,
  currency: "EUR",
  metadata: { refund_rules_id: "ref_1" },
  customer: { customer_id: "cus_1", name: "Ä", email: "a@b.c" },
}
const event = { business_id: "bus_1", type: "refund.succeeded", timestamp: "2026-01-01T00:00:01Z", data: refund }
const body = JSON.stringify(event)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const sign = (text: string, by = secret, time = NOW, id = "msg_1"): string =>
  createHmac("sha256", Buffer.from(by.slice(6), "base64"))
    .update(`${id}.${time}.${text}`)
    .digest("base64")

const headersOf = (signature: string, given: object = {}): Record<string, string | undefined> => ({
  "webhook-id": "msg_1",
  "webhook-timestamp": String(NOW),
  "webhook-signature": signature,
  ...given,
})
const check = (
  headers: Record<string, string | undefined>,
  text: string | Uint8Array = body,
  secrets = [secret],
  now = NOW,
) =>
  isFromDodo(
    typeof text === "string" ? bytes(text) : text,
    headers,
    secrets.map((each) => Redacted.make(each)),
    now,
  )

describe("a webhook is believed", () => {
  const good = `v1,${sign(body)}`
  it.each<readonly [string, () => Promise<boolean>]>([
    ["as it is signed", () => check(headersOf(good))],
    ["with one of two secrets", () => check(headersOf(good), body, [other, secret])],
    ["where one of several signatures is right", () => check(headersOf(`v1,${sign(body, other)} ${good}`))],
    ["beside signatures of versions to come", () => check(headersOf(`v2,abc v1a,xyz ${good}`))],
    ["for five minutes", () => check(headersOf(good), body, [secret], NOW + 300)],
    ["five minutes ahead of our clock", () => check(headersOf(good), body, [secret], NOW - 300)],
    ["with a secret that is written without its prefix", () => check(headersOf(good), body, [secret.slice(6)])],
  ])("%s", async (_, checked) => strictEqual(await checked(), true))
  it("as Dodo's own client believes it", () => {
    const dodo = new DodoPayments({ bearerToken: "x", webhookKey: secret, baseURL: "http://127.0.0.1:9" })
    const headers = headersOf(good) as Record<string, string>
    strictEqual(dodo.webhooks.unwrap(body, { headers }).type, "refund.succeeded")
  })
})

describe("a webhook is not believed", () => {
  const good = `v1,${sign(body)}`
  it.each<readonly [string, () => Promise<boolean>]>([
    ["without headers", () => check({})],
    ["without an id", () => check(headersOf(good, { "webhook-id": undefined }))],
    ["with another id", () => check(headersOf(good, { "webhook-id": "msg_2" }))],
    ["with an id that hides where it ends", () => check(headersOf(good, { "webhook-id": "msg_1.5" }))],
    ["without a time", () => check(headersOf(good, { "webhook-timestamp": undefined }))],
    ["with another time", () => check(headersOf(good, { "webhook-timestamp": String(NOW + 1) }))],
    ["with a time that is none", () => check(headersOf(good, { "webhook-timestamp": "1e9" }))],
    ["without a signature", () => check(headersOf(""))],
    ["by a signature of another version", () => check(headersOf(good.replace("v1", "v2")))],
    ["by half a signature", () => check(headersOf(good.slice(0, 25)))],
    ["with another secret", () => check(headersOf(good), body, [other])],
    ["where nobody set a secret", () => check(headersOf(good), body, [])],
    ["where the secret is nothing", () => check(headersOf(`v1,${sign(body, "whsec_")}`), body, ["whsec_"])],
    ["where the secret is no base64", () => check(headersOf(good), body, ["whsec_not base64!"])],
    ["after five minutes", () => check(headersOf(good), body, [secret], NOW + 301)],
    ["too far ahead", () => check(headersOf(good), body, [secret], NOW - 301)],
    ["where the body was written anew", () => check(headersOf(good), JSON.stringify(event, undefined, 1))],
    ["where a mark was put before the body", () => check(headersOf(good), `\ufeff${body}`)],
  ])("%s", async (_, checked) => strictEqual(await checked(), false))
  it("where any byte of the body is another", async () => {
    const raw = bytes(body)
    for (let at = 0; at < raw.length; at++) {
      const flipped = raw.slice()
      flipped[at]! ^= 1
      strictEqual(await check(headersOf(good), flipped), false, `byte ${at}`)
    }
  })
})

const read = (given: unknown, mode: "test" | "live" = "test") => {
  const text = typeof given === "string" ? given : JSON.stringify(given)
  const call = {
    body: bytes(text),
    headers: headersOf(`v1,${sign(text)}`),
    secrets: [Redacted.make(secret)],
    nowSeconds: NOW,
  }
  return Effect.runPromise(dodoWebhook(call, mode))
}

describe("a webhook says", () => {
  const notice = { provider: "dodo", id: "msg_1", type: "refund.succeeded" }
  const fact = { providerRefundId: "ref_dodo", status: "succeeded", amount: 4000, currency: "EUR" }
  const tells = { references: { paymentId: "pay_1" }, refundId: "ref_1", fact }
  it("how a refund stands, and which of ours it is", async () =>
    deepStrictEqual(await read(event), { ...notice, tells }))
  it("how it stands now, whatever the event is called", async () => {
    const late = { ...event, data: { ...refund, status: "failed" } }
    deepStrictEqual(await read(late), { ...notice, tells: { ...tells, fact: { ...fact, status: "failed" } } })
  })
  it("what was refunded at Dodo itself", async () => {
    const { refundId: _, ...unnamed } = tells
    deepStrictEqual(await read({ ...event, data: { ...refund, metadata: { count: 1 } } }), {
      ...notice,
      tells: unnamed,
    })
  })
  it("nothing of a refund whose amount it leaves out, nor of anything else", async () => {
    deepStrictEqual(await read({ ...event, data: { ...refund, amount: null } }), notice)
    deepStrictEqual(await read({ ...event, type: "payment.succeeded", data: {} }), {
      ...notice,
      type: "payment.succeeded",
    })
  })
  it.each<readonly [string, unknown]>([
    ["no JSON", "{"],
    ["no event", []],
    ["a refund without an id", { ...event, data: { ...refund, refund_id: "" } }],
    ["a refund that is none", { ...event, data: "refund" }],
  ])("nothing that can be read where it is %s", async (_, given) => strictEqual(await read(given), "unreadable"))
})
