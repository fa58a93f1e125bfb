/** The sandbox as WooshPay: refunds made and retrieved, no list, no keys, and signed events. */
import { createHmac, randomBytes } from "node:crypto"
import { decodeAmount, isCurrency } from "@refund-rules/core"
import { isJsonObject, type JsonObject, jsonText, readJson } from "@refund-rules/provider-kit"
import type { ErrorObject, RefundObject, Status } from "@refund-rules/provider-wooshpay/Wire"
import { reasons } from "@refund-rules/provider-wooshpay/Wire"
import type { Kept } from "./Book.ts"
import { made, type Says, withoutMoving } from "./making.ts"
import type { Notice, Peer, PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { behavioursOf, firstStatus } from "./words.ts"

export const wooshpayPeer: Peer = {
  provider: "wooshpay",
  subject: ({ body, headers, path }, book) => {
    const { "idempotency-key": key } = headers
    const named = objectIn(body)["payment_intent"]
    return {
      key: typeof key === "string" ? key : undefined,
      payment: typeof named === "string" ? named : book.refunds.get(path.split("/")[3] ?? "")?.payment,
    }
  },
  answer: (call, around) => {
    if (!isKey(call)) return says.unauthorized()
    const [, version, what, id, ...more] = call.path.split("/")
    const isRefund = version === "v1" && what === "refunds" && more.length === 0
    if (isRefund && call.method === "POST" && id === undefined) return create(call, around)
    if (isRefund && call.method === "GET" && id !== undefined) return retrieve(around, id)
    return refusal(404, { message: "Unrecognized request URL" })
  },
  notices: (refund, before, secret, at) =>
    before === undefined && refund.status === "pending" ? [] : [signed(eventOf(refund, at), secret, at)],
}

/** The key is the user, and the password is empty. */
const isKey = ({ headers }: PeerCall): boolean => {
  const [, encoded = ""] = /^Basic ([\w+/=]+)$/.exec(String(headers["authorization"])) ?? []
  return /^[\x21-\x39\x3b-\x7e]+:$/.test(Buffer.from(encoded, "base64").toString("utf8"))
}

const objectIn = (text: string): JsonObject => {
  const read = readJson(text)
  return read.ok && isJsonObject(read.value) ? read.value : {}
}

const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PeerReply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
})

type Said = Omit<ErrorObject["error"], "type"> & { readonly type?: ErrorObject["error"]["type"] }

const refusal = (
  status: number,
  { type = "invalid_request_error", ...said }: Said,
  headers?: Readonly<Record<string, string>>,
): PeerReply => reply(status, { error: { type, ...said } } satisfies ErrorObject, headers)

const says: Says = {
  unauthorized: () => refusal(401, { message: "Invalid API Key provided" }),
  limited: () => refusal(429, { message: "Too many requests", code: "rate_limit" }, { "retry-after": "1" }),
  alreadyRefunded: () => refusal(400, { message: "It was refunded already.", code: "charge_already_refunded" }),
  broken: () => refusal(500, { message: "An unknown error occurred", type: "api_error" }),
  told: (refund, first) => reply(200, objectOf(refund, first)),
}

const create = (call: PeerCall, around: Surroundings): PeerReply => {
  const { amount, metadata, payment_intent: of, reason } = objectIn(call.body)
  if (typeof of !== "string" || of === "") return wrong("payment_intent")
  if (reason !== undefined && reasons.every((each) => each !== reason)) return wrong("reason")
  const pairs = textsIn(metadata)
  const behaviours = behavioursOf(pairs["sandbox"])
  if (behaviours === undefined) return wrong("metadata[sandbox]")
  const early = withoutMoving(behaviours, call, around, says)
  if (early !== undefined) return early
  const { "refund-rules-currency": told } = call.headers
  const currency = typeof told === "string" ? told : "USD"
  const text = typeof amount === "string" ? amount : (jsonText(amount) ?? "")
  // It knows no payments, so the rest of one is nothing it could work out.
  const read = decodeAmount("wooshpay", currency, text)
  if (!/^[1-9]\d*$/.test(text) || !isCurrency(currency) || !read.ok) return wrong("amount")
  const refund: Kept = {
    provider: "wooshpay",
    id: `re_${randomBytes(12).toString("hex")}`,
    payment: of,
    amount: read.value,
    currency,
    status: firstStatus(behaviours),
    key: call.call.key,
    createdAt: around.now(),
    behaviours,
    wire: { metadata: pairs, ...(reason === undefined ? {} : { reason }) },
  }
  return made(around, refund, says)
}

const wrong = (param: string): PeerReply => refusal(400, { message: `Invalid ${param}`, param })

const textsIn = (metadata: unknown): Readonly<Record<string, string>> =>
  isJsonObject(metadata)
    ? Object.fromEntries(
        Object.entries(metadata).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
      )
    : {}

const retrieve = ({ book }: Surroundings, id: string): PeerReply => {
  const found = book.refunds.get(id)
  if (found?.provider === "wooshpay") return says.told(found, false)
  return refusal(404, { message: `No such refund: '${id}'`, code: "resource_missing", param: "id" })
}

const statuses: Readonly<Record<string, Status>> = { succeeded: "succeeded", failed: "failed", canceled: "canceled" }

const objectOf = (refund: Kept, first: boolean): RefundObject => {
  const { amount, behaviours, createdAt, currency, id, payment, status, wire } = refund
  const lies = first ? behaviours : []
  return {
    id,
    object: "refund",
    amount: amount + (lies.includes("wrong_amount") ? 1 : 0),
    created: Math.floor(Date.parse(createdAt) / 1000),
    currency: lies.includes("wrong_currency") ? (currency === "EUR" ? "usd" : "eur") : currency.toLowerCase(),
    payment_intent: payment,
    status: statuses[status] ?? "pending",
    ...(status === "failed" ? { failure_reason: "unknown" } : {}),
    // What came in was checked when it came.
    ...(wire as { readonly metadata: Readonly<Record<string, string>> }),
  }
}

const eventOf = (refund: Kept, at: string) => ({
  id: `evt_${randomBytes(12).toString("hex")}`,
  object: "event",
  // In milliseconds, as WooshPay's own example has it.
  created: Date.parse(at),
  type: "charge.refund.updated",
  data: { object: objectOf(refund, false) },
})

const signed = (event: unknown, secret: string, at: string): Notice => {
  const body = JSON.stringify(event)
  const seconds = Math.floor(Date.parse(at) / 1000)
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")
  return {
    headers: { "content-type": "application/json", "wooshpay-signature": `t=${seconds},v1=${signature}` },
    body,
  }
}
