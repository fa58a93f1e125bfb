/** What an answer of Stripe's means for the money: one total table, and only a certain no lets a hold go. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { type Exchanged, parsed } from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isAsSent, isOfPayment } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

type Answer = Extract<Exchanged, { _tag: "Answered" }>

const readRefund = Schema.decodeUnknownOption(RefundRead)
const readError = Schema.decodeUnknownOption(ErrorRead)

/** What came of sending a refund, or of anything else that may move money. */
export const outcomeOf = (sending: Sending, exchanged: Exchanged): Outcome => {
  switch (exchanged._tag) {
    case "NotSent":
      return { _tag: "NotSent", cause: exchanged.cause }
    case "Lost":
      return unknown(exchanged.cause)
    case "Answered":
      return answered(sending, exchanged)
  }
}

const unknown = (cause: string): Outcome => ({ _tag: "Unknown", cause })

const answered = (sending: Sending, answer: Answer): Outcome => {
  const { status } = answer
  if (status >= 200 && status < 300) {
    return acknowledged(sending, answer)
  }
  switch (status) {
    case 400:
    case 404:
    case 422:
      return declined(sending, answer)
    case 401:
    case 403:
      return { _tag: "Misconfigured", cause: `Stripe answered ${status}: it does not accept the key` }
    case 429:
      return notNow(answer)
  }
  return unknown(`Stripe answered ${status}`)
}

/** A refund that is not the one that was sent is told all the same: somebody has to see what it says. */
const acknowledged = (sending: Sending, { body }: Answer): Outcome => {
  const read = Option.getOrUndefined(readRefund(parsed(body)))
  const fact = read === undefined ? undefined : factOf(read)
  if (read === undefined || fact === undefined) return unknown("the answer is no refund that can be read")
  if (!isOfPayment(sending, read)) return unknown("the answer tells of another payment")
  if (isAsSent(sending, fact)) return { _tag: "Acknowledged", fact }
  return { _tag: "Unknown", cause: "the answer tells of another amount or currency", fact }
}

/** What a look-up found, told as it is where it is of the payment: whether it is what was sent is for the desk to say. */
export const foundIn = (sending: Sending, read: RefundRead): ProviderFact | "unknown" =>
  isOfPayment(sending, read) ? (factOf(read) ?? "unknown") : "unknown"

/** The refund in the answer to a look-up by its id. */
export const foundById = (sending: Sending, { body }: Answer): ProviderFact | "unknown" => {
  const read = readRefund(parsed(body))
  return Option.isNone(read) ? "unknown" : foundIn(sending, read.value)
}

/** The longest that a provider can make us wait. */
const AN_HOUR = 3600

const notNow = ({ headers }: Answer): Outcome => {
  const seconds = /^\d{1,9}$/.test(headers["retry-after"] ?? "") ? Number(headers["retry-after"]) : undefined
  return { _tag: "NotNow", ...(seconds === undefined ? {} : { retryAfterSeconds: Math.min(seconds, AN_HOUR) }) }
}

/**
 * A no is certain only on the first attempt, and only in Stripe's own words: later it may speak of what an earlier
 * attempt did, and a page of some proxy says nothing about money.
 */
const declined = ({ attempt }: Sending, answer: Answer): Outcome => {
  const read = readError(parsed(answer.body))
  if (Option.isNone(read)) return unknown(`Stripe answered ${answer.status} with no error of its own`)
  const { code, type } = read.value.error
  if (code === "rate_limit" || code === "lock_timeout") return notNow(answer)
  // Somebody else used this key: what came of that is not known.
  if (type === "idempotency_error") return unknown("Stripe knows the key with another content")
  if (type !== "invalid_request_error") return unknown(`Stripe answered ${answer.status} with ${type}`)
  if (attempt > 1) return unknown(`Stripe answered ${answer.status} to attempt ${attempt}: ${code ?? type}`)
  if (answer.status === 404 && (code ?? null) === null) {
    return { _tag: "Misconfigured", cause: "Stripe does not know the address: is the gateway's URL right?" }
  }
  return { _tag: "Refused", code: code === "charge_already_refunded" ? "already_refunded" : (code ?? type) }
}
