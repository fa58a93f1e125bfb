import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { createHmac } from "node:crypto"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { loopWebhook } from "../src/index.ts"

const secret = "loop_secret_0123456789"
const refund = {
  refund_id: "re_1",
  payment_id: "pm_1",
  charge_id: "ch_1",
  customer_id: "cus_1",
  amount_cents: 4000,
  status: "succeeded",
  reason: "[ref_1] wrong size",
  stripe_refund_id: "re_1",
  created_at: "2026-01-01T00:00:00Z",
}
const event = {
  id: "evt_1",
  type: "payments.refund.updated",
  user_id: null,
  client_id: "c",
  occurred_at: "2026-01-01T00:00:00Z",
  data: refund,
}
const text = JSON.stringify(event)
const sign = (body: string, by = secret): string => createHmac("sha256", by).update(body).digest("hex")

const read = (body: string | Uint8Array, headers: Readonly<Record<string, string>>, secrets = [secret]) =>
  Effect.runPromise(
    loopWebhook(
      {
        body: typeof body === "string" ? new TextEncoder().encode(body) : body,
        headers,
        secrets: secrets.map((each) => Redacted.make(each)),
        nowSeconds: 1,
      },
      "test",
    ),
  )
const signed = (body: string, more: object = {}) => read(body, { "x-loop-signature": sign(body), ...more })

describe("a webhook of Loop's", () => {
  const tells = {
    references: { paymentId: "pm_1", chargeId: "ch_1" },
    refundId: "ref_1",
    fact: { providerRefundId: "re_1", status: "succeeded", wired: "4000" },
  }
  const notice = { provider: "loop", id: "evt_1", type: "payments.refund.updated", tells }

  it("tells of a refund, without a currency", async () => {
    deepStrictEqual(await signed(text), notice)
  })
  it("goes by the id that is signed, whatever the header says", async () => {
    deepStrictEqual(await signed(text, { "x-loop-event-id": "evt_other" }), notice)
  })
  it("is believed with one of two secrets, whichever it is", async () => {
    const old = "loop_secret_before"
    for (const by of [secret, old])
      deepStrictEqual(await read(text, { "x-loop-signature": sign(text, by) }, [secret, old]), notice)
  })
  it("tells nothing where it is not about a refund, or nobody can read of which", async () => {
    for (const other of [
      { ...event, type: "payment.succeeded" },
      { ...event, data: null },
      { ...event, data: { ...refund, amount_cents: "4000" } },
      { ...event, data: { ...refund, refund_id: "" } },
    ]) {
      const found = await signed(JSON.stringify(other))
      ok(typeof found === "object" && found.id === "evt_1" && found.tells === undefined)
    }
  })
  it("is of a refund nobody here made where the reason does not say which", async () => {
    const found = await signed(JSON.stringify({ ...event, data: { ...refund, reason: "see [ref_1]" } }))
    ok(typeof found === "object" && found.tells !== undefined && !("refundId" in found.tells))
  })
  it.each(["{", "[]", "1", '{"id":"","type":"x","data":1}', '{"type":"x","data":1}'])(
    "is unreadable as %s",
    async (body) => strictEqual(await signed(body), "unreadable"),
  )
})

describe("a webhook is not believed", () => {
  it.each<readonly [string, () => Promise<unknown>]>([
    ["without a header", () => read(text, {})],
    ["with an empty header", () => read(text, { "x-loop-signature": "" })],
    ["with another secret", () => read(text, { "x-loop-signature": sign(text, "another_secret") })],
    ["where nobody set a secret", () => read(text, { "x-loop-signature": sign(text) }, [])],
    ["where the secret set is empty", () => read(text, { "x-loop-signature": sign(text, "") }, [""])],
    ["in capitals", () => read(text, { "x-loop-signature": sign(text).toUpperCase() })],
    ["with half a signature", () => read(text, { "x-loop-signature": sign(text).slice(0, 32) })],
    ["written anew", () => read(JSON.stringify(event, undefined, 1), { "x-loop-signature": sign(text) })],
    ["with a mark before it", () => read(`\ufeff${text}`, { "x-loop-signature": sign(text) })],
  ])("%s", async (_, checked) => strictEqual(await checked(), "not signed"))
  it("where any byte is another", async () => {
    const raw = new TextEncoder().encode(text)
    for (let at = 0; at < raw.length; at++) {
      const flipped = raw.slice()
      flipped[at]! ^= 1
      strictEqual(await read(flipped, { "x-loop-signature": sign(text) }), "not signed", `byte ${at}`)
    }
  })
})
