/** What a merchant has at every facade: a payment, a refund, keys and a session, each made over the facade itself. */
import { setTimeout as sleep } from "node:timers/promises"
import { ask, done } from "./asking.ts"
import { asker, basic, type FacadeKind, form, json, later, namesAt, paymentAt } from "./facadePlaces.ts"
import type { Sent } from "./places.ts"

/** Where a server answers. */
export interface Where {
  readonly native: string
  readonly facades: Readonly<Record<string, string>>
}

/** Ids by provider and kind. */
export type FacadeBelongings = ReadonlyMap<string, ReadonlyMap<FacadeKind, string>>

/** Makes them; `keyId` is the id of the key that is used. */
export const facadeBelongings = async (
  where: Where,
  { key, keyId, merchant }: { readonly key: string; readonly keyId: string; readonly merchant: string },
): Promise<FacadeBelongings> => {
  const found = new Map<string, Map<FacadeKind, string>>([["native", new Map([["merchant", merchant]])]])
  for (const [index, provider] of ["stripe", "wooshpay", "dodo", "dollr", "loop"].entries()) {
    const number = String(600_000_000 + index)
    const payment = paymentAt(provider, number)
    await done(where.native, key, { method: "POST", path: "/v1/payments", body: payment })
    const { first, second } = namesAt(provider, number)
    const ids = new Map<FacadeKind, string>([
      ["payment", first],
      ["second payment", second],
      ["own payment", payment.id],
      ["customer", payment.customer.id],
      ["API key", keyId],
    ])
    found.set(provider, ids)
    // A customer of Stripe's may have money there that is of no charge.
    if (provider === "stripe") {
      const balance = { ...payment, id: `${payment.id}_balance`, kind: "customer_balance", references: {} }
      await done(where.native, key, { method: "POST", path: "/v1/payments", body: balance })
    }
    for (const [kind, id] of await refunded(where, key, provider, first)) ids.set(kind, id)
    ids.set("provider refund", await namedByProvider(where, key, payment.id))
  }
  return found
}

/** A refund through a facade, and what it goes by there. */
const refunded = async (
  { facades, native }: Where,
  key: string,
  provider: string,
  payment: string,
): Promise<readonly (readonly [FacadeKind, string])[]> => {
  const at = facades[provider]!
  const named = async (member: string, sent: Sent): Promise<string> => {
    const { text } = await ask(at, key, sent)
    return String((JSON.parse(text) as Readonly<Record<string, unknown>>)[member])
  }
  switch (provider) {
    case "stripe": {
      const once = { "idempotency-key": "key-of-the-owner" }
      const sent = form("POST", "/v1/refunds", { payment_intent: payment, amount: "1" }, once)
      return [
        ["refund", await named("id", sent)],
        ["key", once["idempotency-key"]],
      ]
    }
    case "wooshpay": {
      const sent = json("POST", "/v1/refunds", { payment_intent: payment, amount: "1" }, basic(key))
      return [["refund", await named("id", sent)]]
    }
    case "dodo":
      return [["refund", await named("refund_id", json("POST", "/refunds", { payment_id: payment }))]]
    case "dollr": {
      const opening = { original_payment_intent_id: Number(payment), amount: 1, expires_at: later() }
      const session = await named("id", json("POST", "/v1/sessions/refund", opening))
      const executing = { session_id: session, reference_id: crypto.randomUUID() }
      return [
        ["reference", await named("reference_id", json("POST", "/v1/executions/refund", executing))],
        ["session", await asker(native, at, key).session()],
      ]
    }
    default:
      await named("refund_id", json("POST", "/v1/refunds", { payment_id: payment, amount_cents: 1 }))
      return []
  }
}

/** What the provider calls the refund of a payment, once it has said so. */
const namedByProvider = async ({ native }: Where, key: string, payment: string): Promise<string> => {
  for (;;) {
    const { items } = await done(native, key, { method: "GET", path: `/v1/refunds?paymentId=${payment}` })
    const [refund] = items as readonly { readonly providerRefundId?: string | null }[]
    if (typeof refund?.providerRefundId === "string") return refund.providerRefundId
    await sleep(50)
  }
}
