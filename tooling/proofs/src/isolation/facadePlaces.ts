/** Where a request to a facade, or a provider's notice, can name something: every route of each, and every kind of id it takes. */
import { ask } from "./asking.ts"
import type { Sent } from "./places.ts"

/** One place of one route. */
export interface FacadePlace {
  readonly provider: string
  /** Method and path as the provider's clients know them, a star for what is named there. */
  readonly route: string
  readonly kind: FacadeKind
  readonly sent: (id: string, asking: FacadeAsking) => Sent | Promise<Sent>
}

/** What a facade's requests name. */
export type FacadeKind =
  | "payment"
  | "second payment"
  | "own payment"
  | "refund"
  | "provider refund"
  | "customer"
  | "key"
  | "merchant"
  | "reference"
  | "session"
  | "API key"

/** Who asks, and what it can have made of its own on the way. */
export interface FacadeAsking {
  readonly key: string
  /** The name, at a provider, of a payment that it has registered for this one request. */
  readonly payment: (provider: string) => Promise<string>
  /** A session that it has opened for this one request. */
  readonly session: () => Promise<string>
}

/** A request with JSON, or without a body. */
export const json = (method: string, path: string, body?: object, headers: Sent["headers"] = {}): Sent => ({
  method,
  path,
  headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
  body: body === undefined ? undefined : JSON.stringify(body),
})

/** A request with fields: in its query, or as a form. */
export const form = (
  method: string,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Sent["headers"] = {},
): Sent => {
  const text = new URLSearchParams(fields).toString()
  return method === "GET"
    ? { method, path: `${path}?${text}`, headers, body: undefined }
    : { method, path, headers: { ...headers, "content-type": "application/x-www-form-urlencoded" }, body: text }
}

const encoded = encodeURIComponent
/** As WooshPay is told who asks. */
export const basic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` })
/** An hour from now. */
export const later = (): string => new Date(Date.now() + 3_600_000).toISOString()

type Row = readonly [route: string, kind: FacadeKind, sent: FacadePlace["sent"]]

const stripe: readonly Row[] = [
  ["POST /v1/refunds", "payment", (id) => form("POST", "/v1/refunds", { payment_intent: id, amount: "1" })],
  ["POST /v1/refunds", "second payment", (id) => form("POST", "/v1/refunds", { charge: id, amount: "1" })],
  [
    "POST /v1/refunds",
    "customer",
    (id) => form("POST", "/v1/refunds", { customer: id, amount: "1", currency: "usd", origin: "customer_balance" }),
  ],
  [
    "POST /v1/refunds",
    "key",
    async (id, { payment }) =>
      form("POST", "/v1/refunds", { payment_intent: await payment("stripe"), amount: "1" }, { "idempotency-key": id }),
  ],
  ["GET /v1/refunds", "payment", (id) => form("GET", "/v1/refunds", { payment_intent: id })],
  ["GET /v1/refunds", "second payment", (id) => form("GET", "/v1/refunds", { charge: id })],
  ["GET /v1/refunds", "refund", (id) => form("GET", "/v1/refunds", { starting_after: id })],
  ["GET /v1/refunds", "provider refund", (id) => form("GET", "/v1/refunds", { ending_before: id })],
  ["GET /v1/refunds/*", "refund", (id) => json("GET", `/v1/refunds/${encoded(id)}`)],
  ["GET /v1/refunds/*", "provider refund", (id) => json("GET", `/v1/refunds/${encoded(id)}`)],
  ["POST /v1/refunds/*", "refund", (id) => form("POST", `/v1/refunds/${encoded(id)}`, { "metadata[a]": "b" })],
  ["POST /v1/refunds/*/cancel", "refund", (id) => form("POST", `/v1/refunds/${encoded(id)}/cancel`, {})],
]

const wooshpay: readonly Row[] = [
  [
    "POST /v1/refunds",
    "payment",
    (id, { key }) => json("POST", "/v1/refunds", { payment_intent: id, amount: "1" }, basic(key)),
  ],
  ["GET /v1/refunds/*", "refund", (id, { key }) => json("GET", `/v1/refunds/${encoded(id)}`, undefined, basic(key))],
  [
    "GET /v1/refunds/*",
    "provider refund",
    (id, { key }) => json("GET", `/v1/refunds/${encoded(id)}`, undefined, basic(key)),
  ],
]

const dodo: readonly Row[] = [
  ["POST /refunds", "payment", (id) => json("POST", "/refunds", { payment_id: id })],
  ["GET /refunds", "customer", (id) => json("GET", `/refunds?customer_id=${encoded(id)}`)],
  ["GET /refunds/*", "refund", (id) => json("GET", `/refunds/${encoded(id)}`)],
  ["GET /refunds/*", "provider refund", (id) => json("GET", `/refunds/${encoded(id)}`)],
  ["GET /payments/*/line-items", "payment", (id) => json("GET", `/payments/${encoded(id)}/line-items`)],
]

const dollr: readonly Row[] = [
  // Looked at first: whoever executes under a reference has made it its own.
  ["GET /*/status/refund/*", "reference", (id) => json("GET", `/v1/status/refund/${encoded(id)}`)],
  ["GET /*/status/refund/*", "provider refund", (id) => json("GET", `/v1/status/refund/${encoded(id)}`)],
  [
    "POST /*/sessions/refund",
    "payment",
    (id) =>
      json("POST", "/v1/sessions/refund", { original_payment_intent_id: Number(id), amount: 1, expires_at: later() }),
  ],
  [
    "POST /*/executions/refund",
    "session",
    (id) => json("POST", "/v1/executions/refund", { session_id: id, reference_id: crypto.randomUUID() }),
  ],
  [
    "POST /*/executions/refund",
    "reference",
    async (id, { session }) => json("POST", "/v1/executions/refund", { session_id: await session(), reference_id: id }),
  ],
  [
    "POST /*/jwt/client/obtain/token",
    "API key",
    (id, { key }) => json("POST", "/v1/jwt/client/obtain/token", { client_id: id, client_secret: key }),
  ],
]

const loop: readonly Row[] = [
  [
    "POST /v1/admin/refunds",
    "second payment",
    (id) => json("POST", "/v1/admin/refunds", { charge_id: id, full: true }),
  ],
  ["POST /v1/refunds", "payment", (id) => json("POST", "/v1/refunds", { payment_id: id, amount_cents: 1 })],
  ["POST /v1/refunds", "own payment", (id) => json("POST", "/v1/refunds", { payment_id: id, amount_cents: 1 })],
  ["GET /v1/admin/refunds", "customer", (id) => json("GET", `/v1/admin/refunds?customer_id=${encoded(id)}`)],
  ["GET /v1/payments/*", "payment", (id) => json("GET", `/v1/payments/${encoded(id)}`)],
  ["GET /v1/payments/*", "own payment", (id) => json("GET", `/v1/payments/${encoded(id)}`)],
]

/** Notices are not asked for with a key: whoever sends one names whose it is. */
const native: readonly Row[] = ["stripe", "wooshpay", "dodo", "loop"].map((provider): Row => [
  `POST /webhooks/${provider}/*`,
  "merchant",
  (id) => json("POST", `/webhooks/${provider}/${encoded(id)}`, { id: "evt_1", type: "refund.updated", data: {} }),
])

/** Every place of every facade, and of the door of notices. */
export const facadePlaces: readonly FacadePlace[] = Object.entries({
  stripe,
  wooshpay,
  dodo,
  dollr,
  loop,
  native,
}).flatMap(([provider, rows]) => rows.map(([route, kind, sent]) => ({ provider, route, kind, sent })))

/** What an asker can make of its own: each call another. */
export const asker = (native: string, dollrAt: string, key: string): FacadeAsking => {
  const payment = async (provider: string): Promise<string> => {
    const number = String(nextNumber())
    // Whoever may not has none: then it is as absent as any.
    await ask(native, key, json("POST", "/v1/payments", paymentAt(provider, number)))
    return namesAt(provider, number).first
  }
  return {
    key,
    payment,
    session: async () => {
      const named = Number(await payment("dollr"))
      const body = { original_payment_intent_id: named, amount: 1, expires_at: later() }
      const { status, text } = await ask(dollrAt, key, json("POST", "/v1/sessions/refund", body))
      return status === 200 ? String((JSON.parse(text) as { readonly id: number }).id) : String(named)
    },
  }
}

let number = 700_000_000
const nextNumber = (): number => ++number

/** What a payment of a number is called at its provider, in its one and its other way. */
export const namesAt = (provider: string, of: string): { readonly first: string; readonly second: string } => ({
  first: provider === "dollr" ? of : `${provider === "loop" ? "pm" : "pi"}_${of}`,
  second: `ch_${of}`,
})

const referencesAt = (provider: string, of: string): object => {
  const { first, second } = namesAt(provider, of)
  switch (provider) {
    case "stripe":
      return { paymentIntent: first, charge: second }
    case "wooshpay":
      return { paymentIntent: first }
    case "dodo":
      return { paymentId: first }
    case "dollr":
      return { paymentIntentId: Number(first) }
    default:
      return { paymentId: first, chargeId: second }
  }
}

/** A payment of 100.00 at a provider, as it is registered. */
export const paymentAt = (provider: string, of: string) => ({
  id: `own_${provider}_${of}`,
  provider,
  references: referencesAt(provider, of),
  customer: { id: `cus_${of}`, name: "Ada", email: "ada@example.org" },
  currency: "USD",
  captured: 10_000,
})
