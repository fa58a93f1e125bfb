/** The sandbox as Dodo: refunds by item, pages from zero, payments it was told of, and Standard Webhooks. */
import { createHmac, randomBytes } from "node:crypto"
import { decodeAmount, isCurrency, parseInstant } from "@refund-rules/core"
import { type ErrorObject, LARGEST, type RefundListObject, type Status } from "@refund-rules/provider-dodo/Wire"
import { isJsonObject, type Json, type JsonObject, jsonText, jsonWhole, readJson } from "@refund-rules/provider-kit"
import type { Book, Kept } from "./Book.ts"
import { made, type Says, withoutMoving } from "./making.ts"
import type { Notice, Peer, PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { behavioursOf, firstStatus } from "./words.ts"

const BUSINESS = "bus_sandbox"

export const dodoPeer: Peer = {
  provider: "dodo",
  subject: ({ body, path }, book) => {
    const [, what, id = ""] = path.split("/")
    const named = objectIn(body)["payment_id"]
    const payment = what === "payments" ? id : book.refunds.get(id)?.payment
    return { payment: typeof named === "string" ? named : payment }
  },
  answer: (call, around) => {
    if (!/^Bearer [\x21-\x7e]+$/.test(String(call.headers["authorization"]))) return says.unauthorized()
    const [, what, id, which] = call.path.split("/")
    const route = `${call.method} ${what}${id === undefined ? "" : "/:id"}${which === undefined ? "" : `/${which}`}`
    switch (route) {
      case "POST refunds":
        return create(call, around)
      case "GET refunds":
        return list(call, around)
      case "GET refunds/:id":
        return retrieve(around, id ?? "")
      case "GET payments/:id":
        return payment(around, id ?? "")
      case "GET payments/:id/line-items":
        return lineItems(call, around, id ?? "")
    }
    return error(404, "NOT_FOUND", "Nothing is served at this address")
  },
  // Dodo tells of an end only.
  notices: (refund, _, secret, at) =>
    refund.status === "succeeded" || refund.status === "failed" ? [signed(eventOf(refund, at), secret, at)] : [],
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

const error = (status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): PeerReply =>
  reply(status, { code, message } satisfies ErrorObject, headers)

const says: Says = {
  unauthorized: () => error(401, "UNAUTHORIZED", "The API key is not valid"),
  limited: () => error(429, "TOO_MANY_REQUESTS", "Too many requests", { "retry-after": "1" }),
  alreadyRefunded: () => error(400, "PAYMENT_ALREADY_REFUNDED", "The payment has been refunded already"),
  broken: () => error(500, "INTERNAL_SERVER_ERROR", "Something went wrong"),
  told: (refund, first) => reply(200, objectOf(refund, first)),
}

const currencyOf = ({ headers }: PeerCall): string => {
  const { "refund-rules-currency": told } = headers
  return typeof told === "string" ? told : "USD"
}

const create = (call: PeerCall, around: Surroundings): PeerReply => {
  const read = objectIn(call.body)
  const { metadata, payment_id: of, reason } = read
  if (typeof of !== "string" || of === "") return error(422, "INVALID_REQUEST_BODY", "payment_id is missing")
  const pairs = isJsonObject(metadata) ? metadata : {}
  const { sandbox } = pairs
  const behaviours = behavioursOf(typeof sandbox === "string" ? sandbox : undefined)
  if (behaviours === undefined) return error(422, "INVALID_REQUEST_BODY", "The sandbox knows no such behaviour")
  const early = withoutMoving(behaviours, call, around, says)
  if (early !== undefined) return early
  const currency = currencyOf(call)
  const amount = decodeAmount("dodo", currency, String(askedOf(read["items"])))
  // It knows no payments, so the rest of one is nothing it could work out.
  if (!isCurrency(currency) || !amount.ok || amount.value === 0) {
    return error(422, "INVALID_REQUEST_BODY", "The sandbox wants every item with its amount")
  }
  const refund: Kept = {
    provider: "dodo",
    id: `ref_${randomBytes(12).toString("hex")}`,
    payment: of,
    amount: amount.value,
    currency,
    status: firstStatus(behaviours),
    key: null,
    createdAt: around.now(),
    behaviours,
    wire: { reason: typeof reason === "string" ? reason : null, metadata: plain(pairs) },
  }
  return made(around, refund, says)
}

/** The sum of the items; what is none is no amount. */
const askedOf = (items: Json | undefined): number =>
  Array.isArray(items)
    ? items.reduce<number>(
        (sum, each) => sum + (isJsonObject(each) ? (jsonWhole(each["amount"]) ?? Number.NaN) : Number.NaN),
        0,
      )
    : Number.NaN

const plain = (pairs: JsonObject): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => {
      const number = jsonText(value)
      return [name, number === undefined ? value : Number(number)]
    }),
  )

const statuses: Readonly<Record<string, Status>> = {
  succeeded: "succeeded",
  failed: "failed",
  canceled: "failed",
  review: "review",
}

const listedOf = (refund: Kept, lies: readonly string[]): RefundListObject => {
  const { amount, createdAt, currency, id, payment: of, status, wire } = refund
  return {
    refund_id: id,
    payment_id: of,
    business_id: BUSINESS,
    status: statuses[status] ?? "pending",
    created_at: createdAt,
    is_partial: true,
    amount: amount + (lies.includes("wrong_amount") ? 1 : 0),
    currency: lies.includes("wrong_currency") ? (currency === "EUR" ? "USD" : "EUR") : currency,
    reason: wire["reason"] as string | null,
  }
}

const objectOf = (refund: Kept, first: boolean) => ({
  ...listedOf(refund, first ? refund.behaviours : []),
  brand_id: BUSINESS,
  metadata: refund.wire["metadata"],
  customer: {
    customer_id: "cus_sandbox",
    name: "Sandbox",
    email: "sandbox@example.org",
    metadata: {},
    phone_number: null,
  },
})

const retrieve = ({ book }: Surroundings, id: string): PeerReply => {
  const found = book.refunds.get(id)
  return found?.provider === "dodo" ? says.told(found, false) : error(404, "NOT_FOUND", `There is no refund ${id}`)
}

const list = ({ query }: PeerCall, { book }: Surroundings): PeerReply => {
  const given = new URLSearchParams(query)
  const number = Number(given.get("page_number") ?? 0)
  const size = Number(given.get("page_size") ?? 10)
  if (!Number.isSafeInteger(number) || number < 0 || !(size >= 0 && size <= 100)) {
    return error(400, "INVALID_QUERY_PARAMS", "page_number counts from 0, and page_size goes to 100")
  }
  const since = parseInstant(given.get("created_at_gte") ?? "0000-01-01T00:00:00Z")
  const until = parseInstant(given.get("created_at_lte") ?? "9999-12-31T23:59:59Z")
  const all = [...book.refunds.values()]
    .filter(({ provider }) => provider === "dodo")
    .filter(({ createdAt }) => since !== undefined && createdAt >= since && until !== undefined && createdAt <= until)
    .toReversed()
  return reply(200, { items: all.slice(number * size, (number + 1) * size).map((each) => listedOf(each, [])) })
}

const toldOf = (book: Book, id: string): Readonly<Record<string, unknown>> | undefined =>
  book.payments.get(`dodo ${id}`)?.wire

const payment = ({ book }: Surroundings, id: string): PeerReply => {
  const { items: _, ...told } = toldOf(book, id) ?? {}
  return Object.keys(told).length === 0
    ? error(404, "NOT_FOUND", `There is no payment ${id}`)
    : reply(200, { business_id: BUSINESS, brand_id: BUSINESS, refunds: [], ...told, payment_id: id })
}

/** Of a payment it was not told of there is one item that anything can be refunded of. */
const lineItems = (call: PeerCall, { book }: Surroundings, id: string): PeerReply => {
  const { currency = currencyOf(call), items } = toldOf(book, id) ?? {}
  const one = {
    items_id: `item_${id}`,
    amount: LARGEST,
    tax: 0,
    refundable_amount: LARGEST,
    name: null,
    description: null,
  }
  return reply(200, { currency, items: items ?? [one] })
}

const eventOf = (refund: Kept, at: string) => ({
  business_id: BUSINESS,
  type: `refund.${refund.status}`,
  timestamp: at,
  data: { payload_type: "Refund", ...objectOf(refund, false) },
})

const signed = (event: unknown, secret: string, at: string): Notice => {
  const body = JSON.stringify(event)
  const id = `msg_${randomBytes(12).toString("hex")}`
  const seconds = Math.floor(Date.parse(at) / 1000)
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64")
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${signature}`,
  }
  return { headers, body }
}
