/** The sandbox as Stripe makes a refund: once per key, and with the behaviour its metadata asks for. */
import { decodeAmount, isCurrency } from "@refund-rules/core"
import type { Form } from "@refund-rules/provider-kit"
import { type Behaviour, behavioursOf, firstStatus } from "./words.ts"
import type { Answer, Kept } from "./Book.ts"
import type { PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { entryOf, settle } from "./settle.ts"
import { bodyOfError, echoed, formIn, newId, noKey, objectOf, one, pairs, refusal, reply, text } from "./stripeWire.ts"

const parameters = new Set(
  "amount charge currency customer expand instructions_email metadata origin payment_intent reason refund_application_fee reverse_transfer".split(
    " ",
  ),
)

export const create = (call: PeerCall, around: Surroundings): PeerReply => {
  const { book } = around
  const key = call.call.key
  const known = key === null ? undefined : book.answers.get(`stripe ${key}`)
  if (known !== undefined) return again(call, known)
  const read = formIn(call.body, parameters)
  if ("refused" in read) return read.refused
  const { form } = read
  const payment = one(form["payment_intent"]) ?? one(form["charge"]) ?? one(form["customer"])
  if (payment === undefined) {
    return refusal(400, {
      message: "One of the following params should be provided for this request: payment_intent or charge.",
    })
  }
  const behaviours = behavioursOf(pairs(form["metadata"])["sandbox"])
  if (behaviours === undefined) {
    return refusal(400, { param: "metadata[sandbox]", message: "The sandbox knows no such behaviour" })
  }
  const isFirst = book.calls.filter((each) => each.key === key && each.path === call.call.path).length <= 1
  const early = withoutMoving(behaviours, payment, isFirst || key === null)
  if (early !== undefined) return early
  const refund = refundFrom(form, payment, behaviours, call, around)
  return "refused" in refund ? refund.refused : made(call, around, refund)
}

/** What is answered before anything moves. */
const withoutMoving = (behaviours: readonly Behaviour[], payment: string, isFirst: boolean): PeerReply | undefined => {
  if (behaviours.includes("hang")) return "hang"
  if (behaviours.includes("unauthorized")) return refusal(401, noKey)
  if (behaviours.includes("rate_limited") && isFirst) {
    return refusal(429, { code: "rate_limit", message: "Too many requests" }, { "retry-after": "1" })
  }
  if (behaviours.includes("refuse_already_refunded")) {
    return refusal(400, { code: "charge_already_refunded", message: `Charge ${payment} has already been refunded.` })
  }
  return undefined
}

const refundFrom = (
  form: Form,
  payment: string,
  behaviours: readonly Behaviour[],
  call: PeerCall,
  around: Surroundings,
): Kept | { readonly refused: PeerReply } => {
  const told = one(form["currency"]) ?? text(call.headers["refund-rules-currency"])
  const currency = (told === "" ? "usd" : told).toUpperCase()
  if (!isCurrency(currency))
    return { refused: refusal(400, { param: "currency", message: `Invalid currency: ${currency}` }) }
  const amount = decodeAmount("stripe", currency, one(form["amount"]) ?? "")
  if (!amount.ok || amount.value === 0) {
    return {
      refused: refusal(400, { code: "parameter_invalid_integer", param: "amount", message: "Invalid integer: amount" }),
    }
  }
  return {
    provider: "stripe",
    id: newId("re"),
    payment,
    amount: amount.value,
    currency,
    status: firstStatus(behaviours),
    key: call.call.key,
    createdAt: around.now(),
    behaviours,
    wire: {
      charge: one(form["charge"]) ?? null,
      payment_intent: one(form["payment_intent"]) ?? null,
      customer: one(form["customer"]) ?? null,
      reason: one(form["reason"]) ?? null,
      metadata: pairs(form["metadata"]),
      instructions_email: one(form["instructions_email"]),
    },
  }
}

/** Keeps a new refund, its movement and its answer in one entry, and only then answers, or does as it was told. */
const made = (call: PeerCall, around: Surroundings, refund: Kept): PeerReply => {
  const { behaviours } = refund
  const isError = behaviours.includes("error_after_move")
  const answer: Answer = {
    key: `stripe ${refund.key}`,
    fingerprint: fingerprintOf(call),
    status: isError ? 500 : 200,
    body: isError ? bodyOfError({ type: "api_error", message: "An unknown error occurred" }) : objectOf(refund, true),
    requestId: newId("req"),
  }
  const entry = entryOf(refund, undefined, refund.createdAt)
  around.book.add(refund.key === null ? entry : { ...entry, answer })
  around.changed(refund, undefined)
  if (behaviours.includes("fail_later")) around.later(() => settle(around, refund, "failed", true))
  if (behaviours.includes("hang_after_move")) return "hang"
  if (behaviours.includes("not_json")) return { status: 200, body: "<html>it worked</html>" }
  return reply(answer.status, answer.body, echoed(call))
}

/** Stripe compares a repeated key by address and parameters; both stand here as they came. */
const fingerprintOf = ({ body, method, path }: PeerCall): string => `${method} ${path} ${body}`

const again = (call: PeerCall, known: Answer): PeerReply => {
  if (known.fingerprint !== fingerprintOf(call)) {
    return refusal(400, {
      type: "idempotency_error",
      message: "Keys for idempotent requests can only be used with the same parameters they were first used with.",
    })
  }
  return reply(known.status, known.body, {
    ...echoed(call),
    "idempotent-replayed": "true",
    "original-request": known.requestId,
  })
}
