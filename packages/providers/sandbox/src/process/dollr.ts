/** The sandbox as Dollr: tokens, sessions that move nothing, and executions that move once each. */
import { randomBytes } from "node:crypto"
import { decodeAmount, encodeAmount, isCurrency, parseInstant } from "@refund-rules/core"
import { isJsonObject, type JsonObject, jsonText, jsonWhole, numberOf, readJson } from "@refund-rules/provider-kit"
import type { ExecutionObject, FieldFault } from "@refund-rules/provider-dollr/Wire"
import type { Book, Kept } from "./Book.ts"
import { made, type Says, withoutMoving } from "./making.ts"
import type { Peer, PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { type Behaviour, behavioursOf, firstStatus } from "./words.ts"

/** Sessions stand in the book beside refunds, under a name that no provider has. */
const SESSIONS = "dollr session"

export const dollrPeer: Peer = {
  provider: "dollr",
  subject: ({ body, path }, book) => {
    const read = objectIn(body)
    const [, , , , asked = ""] = path.split("/")
    const named = jsonText(read["original_payment_intent_id"])
    return {
      key: typeof read["reference_id"] === "string" ? read["reference_id"] : undefined,
      payment: named ?? sessionOf(book, read)?.payment ?? book.refunds.get(asked)?.payment,
    }
  },
  answer: (call, around) => {
    const [, version, what, ...rest] = call.path.split("/")
    const route = `${call.method} ${what}/${what === "status" ? `${rest[0]}/:id` : rest.join("/")}`
    if (version !== "v1")
      return invalid({ loc: ["path", "version"], msg: "Input should be 'v1'", type: "literal_error" })
    if (route === "POST jwt/client/obtain/token") return obtain(call)
    const { authorization = "" } = call.headers
    if (!/^Bearer [\x21-\x7e]+$/.test(String(authorization))) return says(401, "Could not validate credentials")
    switch (route) {
      case "POST sessions/refund":
        return open(call, around)
      case "POST executions/refund":
        return execute(call, around)
      case "GET status/refund/:id":
        return status(around, rest[1] ?? "")
    }
    return says(404, "Not Found")
  },
  // Dollr tells nobody: it is asked.
  notices: () => [],
}

const objectIn = (text: string): JsonObject => {
  const read = readJson(text)
  return read.ok && isJsonObject(read.value) ? read.value : {}
}

const reply = (code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PeerReply => ({
  status: code,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
})

const says = (code: number, detail: string, headers?: Readonly<Record<string, string>>): PeerReply =>
  reply(code, { detail }, headers)

const invalid = (...detail: readonly FieldFault[]): PeerReply => reply(422, { detail })

const wrong = (part: string, type: string, msg: string): PeerReply => invalid({ loc: ["body", part], msg, type })

const obtain = ({ body }: PeerCall): PeerReply => {
  const { client_id: id, client_secret: secret } = objectIn(body)
  if (typeof id !== "string" || typeof secret !== "string") return says(401, "Could not validate credentials")
  return reply(200, { access_token: randomBytes(24).toString("base64url"), expires_in: 60 })
}

const header = ({ headers }: PeerCall, name: string): string => {
  const value = headers[name]
  return typeof value === "string" ? value : ""
}

const open = (call: PeerCall, around: Surroundings): PeerReply => {
  const read = objectIn(call.body)
  const payment = jsonWhole(read["original_payment_intent_id"])
  if (payment === undefined) return wrong("original_payment_intent_id", "int_type", "Input should be a valid integer")
  const told = header(call, "refund-rules-currency")
  const currency = told === "" ? "USD" : told
  const amount = decodeAmount("dollr", currency, jsonText(read["amount"]) ?? "")
  if (!isCurrency(currency) || !amount.ok || amount.value === 0) {
    return wrong("amount", "greater_than_equal", "Input should be greater than or equal to 0.01")
  }
  const end = parseInstant(read["expires_at"])
  if (end === undefined || end <= around.now()) {
    return wrong("expires_at", "datetime_future", "Input should be in the future")
  }
  const session: Kept = {
    provider: SESSIONS,
    id: String(1 + randomBytes(4).readUInt32BE()),
    payment: String(payment),
    amount: amount.value,
    currency,
    status: "ACTIVE",
    key: null,
    createdAt: around.now(),
    behaviours: [],
    wire: { expires_at: end, reason: typeof read["reason"] === "string" ? read["reason"] : null },
  }
  around.book.add({ refund: session })
  return reply(200, {
    id: Number(session.id),
    original_payment_intent_id: payment,
    amount: written(session),
    reason: session.wire["reason"],
    status: session.status,
    expires_at: end,
    created_at: session.createdAt,
    updated_at: session.createdAt,
  })
}

const written = ({ amount, currency }: Pick<Kept, "amount" | "currency">): unknown => {
  const text = encodeAmount("dollr", currency, amount)
  return numberOf(text.ok ? text.value : "0")
}

const sessionOf = (book: Book, { session_id: id }: JsonObject): Kept | undefined => {
  const found = typeof id === "string" ? book.refunds.get(id) : undefined
  return found?.provider === SESSIONS ? found : undefined
}

const execute = (call: PeerCall, around: Surroundings): PeerReply => {
  const read = objectIn(call.body)
  const session = sessionOf(around.book, read)
  const reference = read["reference_id"]
  if (typeof reference !== "string" || !/^[0-9a-f-]{36}$/.test(reference)) {
    return wrong("reference_id", "uuid_parsing", "Input should be a valid UUID")
  }
  if (session === undefined) return says(404, "Session not found")
  const known = around.book.refunds.get(reference)
  if (known?.wire["session"] === session.id) return reply(200, objectOf(known))
  const behaviours = behavioursOf(header(call, "refund-rules-sandbox")) ?? []
  const early = withoutMoving(behaviours, call, around, sayings)
  if (early !== undefined) return early
  if (known !== undefined) return wrong("reference_id", "reference_used", "It stands for another session")
  if (session.status !== "ACTIVE") return wrong("session_id", "session_used", "The session is executed already")
  if (String(session.wire["expires_at"]) <= around.now()) {
    return wrong("session_id", "session_expired", "The session has expired")
  }
  // Used up before anything moves: a crash in between can cost an attempt, never money.
  around.book.add({ refund: { ...session, status: "EXECUTED" } })
  return made(around, refundOf(around, session, reference, behaviours), sayings)
}

const sayings: Says = {
  // Of a token that is refused a client gets another; of a merchant that may not refund there is only one.
  unauthorized: () => says(403, "Merchant is not verified"),
  limited: () => says(429, "Too many requests", { "retry-after": "1" }),
  alreadyRefunded: () => wrong("session_id", "already_refunded", "The payment has been refunded already"),
  broken: () => says(500, "Internal Server Error"),
  told: (refund, first) => reply(200, objectOf(refund, first)),
}

const refundOf = (around: Surroundings, session: Kept, reference: string, behaviours: readonly Behaviour[]): Kept => ({
  ...session,
  provider: "dollr",
  id: reference,
  status: firstStatus(behaviours),
  key: reference,
  createdAt: around.now(),
  behaviours,
  wire: { session: session.id },
})

const statuses: Readonly<Record<string, ExecutionObject["status"]>> = {
  succeeded: "COMPLETED",
  failed: "FAILED",
  canceled: "FAILED",
}

/** `first` is the answer to the call that made it: there the sandbox lies, where it was told to. */
const objectOf = (refund: Kept, first = false): ExecutionObject => {
  const lies = first ? refund.behaviours : []
  const amount = written({ ...refund, amount: refund.amount + (lies.includes("wrong_amount") ? 1 : 0) })
  const other = refund.currency === "EUR" ? "USD" : "EUR"
  const currency = lies.includes("wrong_currency") ? other : refund.currency
  return {
    reference_id: refund.id,
    status: statuses[refund.status] ?? "PROCESSING",
    payer_amount: amount,
    payer_currency: currency,
    payee_currency: currency,
    payee_amount: amount,
    operation_type: "REFUND",
    provider_transaction_id: null,
    gateway_message: null,
    wallet_message: null,
    client_secret: null,
    requires_action: refund.status === "requires_action",
  }
}

const status = ({ book }: Surroundings, reference: string): PeerReply => {
  const found = book.refunds.get(reference)
  return found?.provider === "dollr" ? reply(200, objectOf(found)) : says(404, "Refund not found")
}
