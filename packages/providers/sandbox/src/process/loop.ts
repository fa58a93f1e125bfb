/** The sandbox as Loop: refunds by charge and by payment, a customer's list, payments it was told of, and signed events. */
import { createHmac, randomBytes } from "node:crypto"
import { decodeAmount, encodeAmount, isCurrency } from "@refund-rules/core"
import { isJsonObject, type JsonObject, jsonText, readJson } from "@refund-rules/provider-kit"
import type { AdminRefundObject, ErrorObject, PaymentObject, RefundItem } from "@refund-rules/provider-loop/Wire"
import type { Book, Kept, Told } from "./Book.ts"
import { made, type Says, withoutMoving } from "./making.ts"
import type { Notice, Peer, PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { behavioursOf, firstStatus } from "./words.ts"

export const loopPeer: Peer = {
  provider: "loop",
  subject: ({ body, path, query }, book) => {
    const read = objectIn(body)
    const named = textOf(read["charge_id"]) ?? textOf(read["payment_id"])
    const [, , what, id = ""] = path.split("/")
    // Whoever lists a customer's refunds asks after whatever was refunded last.
    const customer = new URLSearchParams(query).get("customer_id")
    const listed = customer === null ? undefined : refundsOf(book, customer)[0]?.payment
    return { payment: named ?? (what === "payments" ? id : listed) }
  },
  answer: (call, around) => {
    if (!/^Bearer [\x21-\x7e]+$/.test(String(call.headers["authorization"]))) return says.unauthorized()
    const payment = /^\/v1\/payments\/([^/]+)$/.exec(call.path)?.[1]
    if (payment !== undefined && call.method === "GET") return paymentTold(around, decodeURIComponent(payment))
    switch (`${call.method} ${call.path}`) {
      case "POST /v1/admin/refunds":
        return create(call, around, "charge_id")
      case "POST /v1/refunds":
        return create(call, around, "payment_id")
      case "GET /v1/admin/refunds":
        return list(call, around)
    }
    return error(404, "not_found", "Nothing is served at this address")
  },
  // Loop publishes no names of events; these tell of every change.
  notices: (refund, before, secret, at) => [
    signed(eventOf(refund, before === undefined ? "refund.created" : "refund.updated", at), secret),
  ],
}

const objectIn = (text: string): JsonObject => {
  const read = readJson(text)
  return read.ok && isJsonObject(read.value) ? read.value : {}
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PeerReply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
})

const error = (status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): PeerReply =>
  reply(status, { error: code, message } satisfies ErrorObject, headers)

const says: Says = {
  unauthorized: () => error(401, "unauthorized", "The access token is not valid"),
  limited: () => error(429, "rate_limited", "Too many requests", { "retry-after": "1" }),
  alreadyRefunded: () => error(409, "already_refunded", "The payment is refunded already"),
  broken: () => error(500, "internal_error", "Something went wrong"),
  told: (refund, first) => reply(201, objectOf(refund, first)),
}

const header = ({ headers }: PeerCall, name: string): string | undefined => textOf(headers[name])

const create = (call: PeerCall, around: Surroundings, by: "charge_id" | "payment_id"): PeerReply => {
  const read = objectIn(call.body)
  const named = textOf(read[by])
  if (named === undefined) return error(422, "validation_error", `${by} is required`)
  const behaviours = behavioursOf(header(call, "refund-rules-sandbox"))
  if (behaviours === undefined) return error(422, "validation_error", "The sandbox knows no such behaviour")
  const early = withoutMoving(behaviours, call, around, says)
  if (early !== undefined) return early
  const told = toldOf(around.book, named)
  const names = new URLSearchParams(header(call, "refund-rules-references"))
  const currency = (header(call, "refund-rules-currency") ?? textOf(told?.wire["currency"]) ?? "USD").toUpperCase()
  const amount = decodeAmount("loop", currency, jsonText(read["amount_cents"]) ?? "")
  if (!isCurrency(currency) || !amount.ok || amount.value === 0) {
    return error(422, "validation_error", "amount_cents must be an integer greater than 0")
  }
  const refund: Kept = {
    provider: "loop",
    id: `re_${randomBytes(12).toString("hex")}`,
    payment: named,
    amount: amount.value,
    currency,
    status: firstStatus(behaviours),
    key: null,
    createdAt: around.now(),
    behaviours,
    wire: {
      payment_id: told?.id ?? names.get("paymentId") ?? named,
      charge_id: by === "charge_id" ? named : names.get("chargeId"),
      customer_id: textOf(told?.wire["customer_id"]) ?? header(call, "refund-rules-customer") ?? "",
      reason: textOf(read["reason"]) ?? null,
    },
  }
  return made(around, refund, says)
}

/** A payment the sandbox was told of, by its own id or by that of its charge. */
const toldOf = ({ payments }: Book, name: string): Told | undefined =>
  payments.get(`loop ${name}`) ??
  [...payments.values()].find(({ provider, wire }) => provider === "loop" && wire["charge_id"] === name)

const statuses = new Set(["succeeded", "failed", "canceled"])

/** `first` is the answer to the call that made it: there the sandbox lies, where it was told to. */
const objectOf = (refund: Kept, first = false): AdminRefundObject => {
  const { amount, behaviours, currency, id, status, wire } = refund
  const wired = encodeAmount("loop", currency, amount)
  return {
    refund_id: id,
    payment_id: String(wire["payment_id"]),
    charge_id: textOf(wire["charge_id"]) ?? null,
    amount_cents: Number(wired.ok ? wired.value : amount) + (first && behaviours.includes("wrong_amount") ? 1 : 0),
    status: statuses.has(status) ? (status as "succeeded") : "pending",
    stripe_refund_id: id,
  }
}

const itemOf = (refund: Kept): RefundItem => ({
  ...objectOf(refund),
  customer_id: String(refund.wire["customer_id"]),
  reason: textOf(refund.wire["reason"]) ?? null,
  created_at: refund.createdAt,
})

const refundsOf = ({ refunds }: Book, customer: string | null): readonly Kept[] =>
  [...refunds.values()]
    .filter(({ provider, wire }) => provider === "loop" && (customer === null || wire["customer_id"] === customer))
    .toReversed()

const list = ({ query }: PeerCall, { book }: Surroundings): PeerReply => {
  const asked = new URLSearchParams(query)
  const limit = Number(asked.get("limit") ?? 50)
  if (!Number.isInteger(limit) || limit < 1) return error(422, "validation_error", "limit must be a positive integer")
  const refunds = refundsOf(book, asked.get("customer_id")).slice(0, limit)
  return reply(200, { refunds: refunds.map(itemOf) })
}

const paymentTold = ({ book }: Surroundings, id: string): PeerReply => {
  const found = book.payments.get(`loop ${id}`)
  if (found === undefined) return error(404, "payment_not_found", "There is no such payment")
  const known: PaymentObject = {
    id,
    customer_id: "",
    order_id: null,
    amount_cents: "0",
    currency: "usd",
    status: "succeeded",
    stripe_payment_intent_id: null,
    mode: "one_shot",
    subscription_id: null,
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: "2026-01-01T00:00:00.000Z",
  }
  return reply(200, { ...known, ...found.wire })
}

const eventOf = (refund: Kept, type: string, at: string) => ({
  id: `evt_${randomBytes(12).toString("hex")}`,
  type,
  user_id: null,
  client_id: "sandbox",
  occurred_at: at,
  data: itemOf(refund),
})

const signed = (event: ReturnType<typeof eventOf>, secret: string): Notice => {
  const body = JSON.stringify(event)
  const headers = {
    "content-type": "application/json",
    "x-loop-event-id": event.id,
    "x-loop-event-type": event.type,
    "x-loop-delivery-attempt": "1",
    "x-loop-signature": createHmac("sha256", secret).update(body).digest("hex"),
  }
  return { headers, body }
}
