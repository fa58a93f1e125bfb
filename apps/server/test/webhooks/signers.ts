/** How each provider signs, written from what they publish and from nothing of ours; a provider without a row is found out. */
import { createHmac } from "node:crypto"
import type { WebhookUnderTest } from "@refund-rules/testing"

type Signer = Omit<WebhookUnderTest, "read"> & {
  /** The references of the payment that the event is about, and the provider's id of the refund. */
  readonly references: Readonly<Record<string, string>>
  /** The same, of another event and refund. */
  readonly eventOf: (id: string) => string
}

const base64 = (text: string): string => Buffer.from(text).toString("base64")

const hex = (secret: string, ...parts: readonly (string | Uint8Array)[]): string => {
  const made = createHmac("sha256", secret)
  for (const part of parts) made.update(part)
  return made.digest("hex")
}

const stripeEvent = (id: string): string =>
  JSON.stringify({
    id: `evt_${id}`,
    object: "event",
    type: "refund.updated",
    created: 1,
    livemode: false,
    data: {
      object: {
        id: `re_${id}`,
        object: "refund",
        amount: 700,
        currency: "eur",
        status: "succeeded",
        charge: "ch_1",
        metadata: { note: "ä" },
      },
    },
  })

const wooshpayEvent = (id: string): string =>
  JSON.stringify({
    id: `evt_${id}`,
    object: "event",
    created: 1_795_000_000_000,
    type: "charge.refund.updated",
    data: {
      object: {
        id: `re_${id}`,
        object: "refund",
        amount: 700,
        currency: "eur",
        status: "succeeded",
        payment_intent: "pi_1",
        metadata: {},
        reason: null,
      },
    },
  })

const dodoEvent = (id: string): string =>
  JSON.stringify({
    business_id: "bus_1",
    type: "refund.succeeded",
    timestamp: "2026-01-01T00:00:01Z",
    data: {
      payload_type: "Refund",
      refund_id: `ref_${id}`,
      payment_id: "pay_1",
      business_id: "bus_1",
      status: "succeeded",
      created_at: "2026-01-01T00:00:00Z",
      is_partial: true,
      amount: 700,
      currency: "EUR",
      metadata: {},
      customer: { customer_id: "cus_1", name: "Ä", email: "a@b.c" },
    },
  })

const loopEvent = (id: string): string =>
  JSON.stringify({
    id: `evt_${id}`,
    type: "payments.refund.updated",
    user_id: null,
    client_id: "c",
    occurred_at: "2026-01-01T00:00:00Z",
    data: {
      refund_id: `re_${id}`,
      payment_id: "pm_1",
      charge_id: "ch_1",
      amount_cents: 700,
      status: "succeeded",
      reason: "wrong size",
      stripe_refund_id: `re_${id}`,
      created_at: "2026-01-01T00:00:00Z",
    },
  })

/** By the provider's name. */
export const signers: Readonly<Record<string, Signer>> = {
  stripe: {
    sign: (body, secret, seconds) => ({ "stripe-signature": `t=${seconds},v1=${hex(secret, `${seconds}.`, body)}` }),
    secrets: ["whsec_first_0123456789", "whsec_second_0123456789"],
    event: stripeEvent("1"),
    eventOf: stripeEvent,
    references: { charge: "ch_1" },
  },
  wooshpay: {
    sign: (body, secret, seconds) => ({ "wooshpay-signature": `t=${seconds},v1=${hex(secret, `${seconds}.`, body)}` }),
    secrets: ["whsec_first_0123456789", "whsec_second_0123456789"],
    event: wooshpayEvent("1"),
    eventOf: wooshpayEvent,
    references: { paymentIntent: "pi_1" },
  },
  dodo: {
    sign: (body, secret, seconds) => {
      // One id for one event, as a header, since its body has none.
      const id = `msg_${createHmac("sha256", "id").update(body).digest("hex").slice(0, 12)}`
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
      const signature = createHmac("sha256", key).update(`${id}.${seconds}.`).update(body).digest("base64")
      return { "webhook-id": id, "webhook-timestamp": `${seconds}`, "webhook-signature": `v1,${signature}` }
    },
    // Of 24 bytes, so that base64 has no end of its own.
    secrets: [`whsec_${base64("the first secret of them")}`, `whsec_${base64("the other secret of them")}`],
    event: dodoEvent("1"),
    eventOf: dodoEvent,
    references: { paymentId: "pay_1" },
  },
  loop: {
    sign: (body, secret) => ({ "x-loop-signature": hex(secret, body) }),
    secrets: ["loop_secret_first_0123456789", "loop_secret_second_0123456789"],
    event: loopEvent("1"),
    eventOf: loopEvent,
    references: { chargeId: "ch_1" },
    isTimeless: true,
  },
}
