/** What an answer of Stripe's means for the money: one total table, and only a certain no lets a hold go. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { type Exchanged, parsed } from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isOf } from "./mapping.ts"
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
    const fact = factIn(sending, answer)
    return typeof fact === "string" ? unknown(fact) : { _tag: "Acknowledged", fact }
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

/** The refund an answer tells of, or why it cannot be believed. */
export const factIn = (sending: Sending, { body }: Pick<Answer, "body">): ProviderFact | string => {
  const read = readRefund(parsed(body))
  return Option.isNone(read) ? "the answer is no refund" : believed(sending, read.value)
}

/** What a read refund says, where it can be the one that was sent. */
export const believed = (sending: Sending, read: RefundRead): ProviderFact | string => {
  const fact = factOf(read)
  if (fact === undefined) return "the answer has an amount or currency that cannot be read"
  return isOf(sending, read, fact) ? fact : "the answer tells of another amount, currency or payment"
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
  return { _tag: "Refused", code: code ?? type }
}
