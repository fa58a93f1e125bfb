import { deepStrictEqual, strictEqual } from "node:assert/strict"
import { createHmac } from "node:crypto"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { wooshpayWebhook } from "../src/index.ts"

const NOW = 1_795_000_000
const secret = "whsec_first_0123456789"
const other = "whsec_second_0123456789"
const refund = {
  id: "re_1",
  object: "refund",
  amount: 4000,
  currency: "eur",
  status: "succeeded",
  payment_intent: "pi_1",
  metadata: { refund_rules_id: "ref_1" },
  reason: null,
}
/** As WooshPay's own example has it: made in milliseconds, of no mode. */
const event = {
  id: "evt_1",
  object: "event",
  created: NOW * 1000,
  type: "charge.refund.updated",
  data: { object: refund },
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const v1 = (text: string, by = secret, time = NOW): string =>
  createHmac("sha256", by).update(`${time}.${text}`).digest("hex")

const read = (
  given: unknown,
  {
    header,
    mode = "test",
    now = NOW,
    raw,
    secrets = [secret],
  }: {
    readonly header?: string | undefined
    readonly mode?: "test" | "live"
    readonly now?: number
    readonly raw?: Uint8Array
    readonly secrets?: readonly string[]
  } = {},
) => {
  const text = typeof given === "string" ? given : JSON.stringify(given)
  const call = {
    body: raw ?? bytes(text),
    headers: { "wooshpay-signature": header ?? `t=${NOW},v1=${v1(text)}` },
    secrets: secrets.map((each) => Redacted.make(each)),
    nowSeconds: now,
  }
  return Effect.runPromise(wooshpayWebhook(call, mode))
}

const notice = { provider: "wooshpay", id: "evt_1", type: "charge.refund.updated" }
const fact = { providerRefundId: "re_1", status: "succeeded", amount: 4000, currency: "EUR" }
const tells = { references: { paymentIntent: "pi_1" }, refundId: "ref_1", fact }

describe("a webhook says", () => {
  it("how a refund stands, and which of ours it is", async () =>
    deepStrictEqual(await read(event), { ...notice, tells }))
  it("the same with one of two secrets, and among other signatures", async () => {
    deepStrictEqual(await read(event, { secrets: [other, secret] }), { ...notice, tells })
    const text = JSON.stringify(event)
    const header = `t=${NOW},v0=abc,v1=${v1(text, other)},v1=${v1(text)}`
    deepStrictEqual(await read(event, { header }), { ...notice, tells })
  })
  it("what was refunded at WooshPay itself", async () => {
    const { refundId: _, ...unnamed } = tells
    const given = { ...event, data: { object: { ...refund, metadata: null } } }
    deepStrictEqual(await read(given), { ...notice, tells: unnamed })
  })
  it("nothing of a refund of an unnamed payment, nor of anything else", async () => {
    deepStrictEqual(await read({ ...event, data: { object: { ...refund, payment_intent: null } } }), notice)
    deepStrictEqual(await read({ ...event, type: "payment_intent.succeeded" }), {
      ...notice,
      type: "payment_intent.succeeded",
    })
  })
  it("nothing to us where it says that it is of the other mode", async () => {
    strictEqual(await read({ ...event, livemode: true }), "of no interest")
    strictEqual(await read({ ...event, livemode: false }, { mode: "live" }), "of no interest")
    deepStrictEqual(await read({ ...event, livemode: true }, { mode: "live" }), { ...notice, tells })
  })
  it.each<readonly [string, unknown]>([
    ["no JSON", "{"],
    ["no event", []],
    ["a refund that is none", { ...event, data: { object: "refund" } }],
    ["a refund in a currency that is none", { ...event, data: { object: { ...refund, currency: "xxx" } } }],
  ])("nothing that can be read where it is %s", async (_, given) => strictEqual(await read(given), "unreadable"))
})

describe("a webhook is not believed", () => {
  const text = JSON.stringify(event)
  it.each<readonly [string, Parameters<typeof read>[1]]>([
    ["without a signature", { header: "" }],
    ["with another secret", { secrets: [other] }],
    ["where nobody set a secret", { secrets: [] }],
    ["with the secret cut off its prefix", { secrets: [secret.slice(6)] }],
    ["after five minutes", { now: NOW + 301 }],
    ["too far ahead", { now: NOW - 301 }],
    ["with a time that was not signed", { header: `t=${NOW + 1},v1=${v1(text)}` }],
    ["with two times", { header: `t=${NOW},t=${NOW},v1=${v1(text)}` }],
    ["by half a signature", { header: `t=${NOW},v1=${v1(text).slice(0, 32)}` }],
    ["where the body was written anew", { raw: bytes(JSON.stringify(event, undefined, 1)) }],
  ])("%s", async (_, given) => strictEqual(await read(event, given), "not signed"))
  it("where any byte of the body is another", async () => {
    const raw = bytes(text)
    for (let at = 0; at < raw.length; at++) {
      const flipped = raw.slice()
      flipped[at]! ^= 1
      strictEqual(await read(event, { raw: flipped }), "not signed", `byte ${at}`)
    }
  })
})
