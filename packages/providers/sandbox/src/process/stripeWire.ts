/** How the sandbox writes as Stripe writes: answers, errors, refunds and signed events. */
import { createHmac, randomBytes } from "node:crypto"
import { codecFor, encodeAmount } from "@refund-rules/core"
import { type Form, type FormValue, readForm } from "@refund-rules/provider-kit"
import { type ErrorObject, VERSION } from "@refund-rules/provider-stripe/Wire"
import type { Kept } from "./Book.ts"
import type { Notice, PeerCall, PeerReply } from "./Peer.ts"

type Said = Omit<ErrorObject["error"], "type"> & { readonly type?: ErrorObject["error"]["type"] }

export const noKey: Said = { message: "Invalid API Key provided" }
export const notAForm: Said = {
  message: "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
}

export const text = (header: string | string[] | undefined): string => (typeof header === "string" ? header : "")
export const isForm = (call: PeerCall): boolean =>
  text(call.headers["content-type"]).startsWith("application/x-www-form-urlencoded")

const headersFor = (requestId: string): Readonly<Record<string, string>> => ({
  "content-type": "application/json",
  "request-id": requestId,
  "stripe-version": VERSION,
})
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString("hex")}`

export const reply = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PeerReply => ({
  status,
  headers: { ...headersFor(newId("req")), ...headers },
  body: JSON.stringify(body),
})
export const bodyOfError = ({ type = "invalid_request_error", ...said }: Said): ErrorObject => ({
  error: { type, ...said },
})
export const refusal = (status: number, said: Said, headers?: Readonly<Record<string, string>>): PeerReply =>
  reply(status, bodyOfError(said), headers)

/** A form whose names are known, or the refusal of it. */
export const formIn = (
  source: string,
  known: ReadonlySet<string>,
): { readonly form: Form } | { readonly refused: PeerReply } => {
  const read = readForm(source)
  if (!read.ok) return { refused: refusal(400, { message: `Invalid form: ${read.name}` }) }
  const param = Object.keys(read.form).find((name) => !known.has(name))
  if (param === undefined) return { form: read.form }
  return {
    refused: refusal(400, { code: "parameter_unknown", param, message: `Received unknown parameter: ${param}` }),
  }
}

export const one = (value: FormValue | undefined): string | undefined => (typeof value === "string" ? value : undefined)
export const pairs = (value: FormValue | undefined): Readonly<Record<string, string>> =>
  typeof value === "object"
    ? Object.fromEntries(
        Object.entries(value).flatMap(([name, each]) => (typeof each === "string" ? [[name, each]] : [])),
      )
    : {}

export const echoed = ({ call: { key } }: PeerCall): Readonly<Record<string, string>> =>
  key === null ? {} : { "idempotency-key": key }

/** `first` is the answer to the call that made it: there the sandbox lies, where it was told to. */
export const objectOf = ({ amount, behaviours, createdAt, currency, id, status, wire }: Kept, first = false) => {
  const lies = first ? behaviours : []
  const codec = codecFor("stripe", currency)!
  const wired = encodeAmount("stripe", currency, amount)
  return {
    id,
    object: "refund",
    amount: Number(wired.ok ? wired.value : amount) + (lies.includes("wrong_amount") ? codec.step : 0),
    balance_transaction: null,
    created: Math.floor(Date.parse(createdAt) / 1000),
    currency: lies.includes("wrong_currency") ? (currency === "EUR" ? "usd" : "eur") : currency.toLowerCase(),
    customer_account: null,
    payment_method: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: status === "review" ? "pending" : status,
    transfer_reversal: null,
    ...(status === "failed" ? { failure_reason: "unknown" } : {}),
    ...wire,
  }
}

export const eventOf = (refund: Kept, type: string, at: string) => ({
  id: newId("evt"),
  object: "event",
  api_version: VERSION,
  created: Math.floor(Date.parse(at) / 1000),
  data: { object: objectOf(refund) },
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: refund.key },
  type,
})

export const signed = (event: unknown, secret: string, at: string): Notice => {
  const body = JSON.stringify(event)
  const seconds = Math.floor(Date.parse(at) / 1000)
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")
  return {
    headers: { "content-type": "application/json", "stripe-signature": `t=${seconds},v1=${signature}` },
    body,
  }
}
