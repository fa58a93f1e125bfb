/** What a merchant has at every facade: a payment, a refund, keys and a session, each made over the facade itself. */
import { setTimeout as sleep } from "node:timers/promises"
import { done } from "./asking.ts"
import { asker, type FacadeKind, namesAt, paymentAt } from "./facadePlaces.ts"

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
  const id = async (path: string, body: object): Promise<string> =>
    (await done(at, key, { method: "POST", path, body })).id ?? ""
  switch (provider) {
    case "stripe": {
      const fields = new URLSearchParams({ payment_intent: payment, amount: "1" })
      const headers = {
        authorization: `Bearer ${key}`,
        "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": "key-of-the-owner",
      }
      const answer = await fetch(`${at}/v1/refunds`, { method: "POST", headers, body: fields.toString() })
      const { id: refund } = (await answer.json()) as { readonly id: string }
      return [
        ["refund", refund],
        ["key", "key-of-the-owner"],
      ]
    }
    case "wooshpay": {
      const headers = { authorization: `Basic ${btoa(`${key}:`)}`, "content-type": "application/json" }
      const body = JSON.stringify({ payment_intent: payment, amount: "1" })
      const answer = await fetch(`${at}/v1/refunds`, { method: "POST", headers, body })
      const { id: refund } = (await answer.json()) as { readonly id: string }
      return [["refund", refund]]
    }
    case "dodo": {
      const body = { payment_id: payment }
      const { refund_id: refund } = (await done(at, key, { method: "POST", path: "/refunds", body })) as {
        readonly refund_id?: string
      }
      return [["refund", refund ?? ""]]
    }
    case "dollr": {
      const own = asker(native, at, key)
      const expires = new Date(Date.now() + 3_600_000).toISOString()
      const body = { original_payment_intent_id: Number(payment), amount: 1, expires_at: expires }
      const session = String(await id("/v1/sessions/refund", body))
      const reference = crypto.randomUUID()
      await id("/v1/executions/refund", { session_id: session, reference_id: reference })
      return [
        ["reference", reference],
        ["session", await own.session()],
      ]
    }
    default:
      await id("/v1/refunds", { payment_id: payment, amount_cents: 1 })
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
