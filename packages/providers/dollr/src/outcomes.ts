/** What an answer of Dollr's means for the money: total tables, and only a certain no lets a hold go. */
import { decodeAmount } from "@refund-rules/core"
import type { Outcome, Sending } from "@refund-rules/engine"
import { type Exchanged, isJsonObject, readJson } from "@refund-rules/provider-kit"
import { factOf } from "./mapping.ts"
import { isError, readExecution, readSession } from "./Wire.ts"

type Answer = Extract<Exchanged, { _tag: "Answered" }>

const unknown = (cause: string): Outcome => ({ _tag: "Unknown", cause })

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 300

/** The session that was opened, or what came of the attempt: a session moves nothing, so nothing of it is in doubt. */
export const openedOf = (sending: Sending, exchanged: Exchanged): number | Outcome => {
  switch (exchanged._tag) {
    case "NotSent":
      return { _tag: "NotSent", cause: exchanged.cause }
    case "Lost":
      return { _tag: "NotNow" }
    case "Answered":
      return isGood(exchanged) ? sessionIn(sending, exchanged) : (noIn(sending, exchanged) ?? { _tag: "NotNow" })
  }
}

const sessionIn = ({ payment, refund }: Sending, { body }: Answer): number | Outcome => {
  const session = readSession(body)
  if (session === undefined) return { _tag: "NotNow" }
  const amount = decodeAmount("dollr", payment.currency, session.amount)
  const isOurs = session.paymentIntentId === payment.references["paymentIntentId"]
  // Executing it would move something else than was decided.
  return isOurs && amount.ok && amount.value === refund.claim.paid
    ? session.id
    : { _tag: "Misconfigured", cause: "Dollr opened a session for another payment or amount" }
}

/** What came of executing a session: from here on money may have moved. */
export const executedOf = (sending: Sending, reference: string, exchanged: Exchanged): Outcome => {
  switch (exchanged._tag) {
    case "NotSent":
      return { _tag: "NotSent", cause: exchanged.cause }
    case "Lost":
      return unknown(exchanged.cause)
    case "Answered":
      return isGood(exchanged)
        ? acknowledged(sending, reference, exchanged)
        : (noIn(sending, exchanged) ?? unknown(`Dollr answered ${exchanged.status}`))
  }
}

/** A refund that is not the one that was sent is told all the same: somebody has to see what it says. */
const acknowledged = (sending: Sending, reference: string, { body }: Answer): Outcome => {
  const execution = readExecution(body)
  const fact = execution === undefined ? undefined : factOf(sending, execution)
  if (fact === undefined) return unknown("the answer is no execution that can be read")
  if (fact.providerRefundId !== reference) return unknown("the answer tells of another reference")
  const isAsSent = fact.amount === sending.refund.claim.paid && fact.currency === sending.payment.currency
  if (isAsSent) return { _tag: "Acknowledged", fact }
  return { _tag: "Unknown", cause: "the answer tells of another amount or currency", fact }
}

/** What an answer that is none of the good ones says for certain; undefined where it says nothing certain. */
const noIn = (sending: Sending, answer: Answer): Outcome | undefined => {
  switch (answer.status) {
    case 400:
    case 404:
    case 409:
    case 422:
      return declined(sending, answer)
    case 401:
    case 403:
      return { _tag: "Misconfigured", cause: `Dollr answered ${answer.status}: it does not let this client refund` }
    case 429:
      return notNow(answer)
  }
  return undefined
}

/** The longest that a provider can make us wait. */
const AN_HOUR = 3600

export const notNow = ({ headers }: Answer): Outcome => {
  const seconds = /^\d{1,9}$/.test(headers["retry-after"] ?? "") ? Number(headers["retry-after"]) : undefined
  return { _tag: "NotNow", ...(seconds === undefined ? {} : { retryAfterSeconds: Math.min(seconds, AN_HOUR) }) }
}

/**
 * A no is certain only on the first attempt, and only in Dollr's own words: later it may speak of what an earlier attempt
 * did, and a page of some proxy says nothing about money.
 */
const declined = ({ attempt }: Sending, { body, status }: Answer): Outcome => {
  if (!isError(body)) return unknown(`Dollr answered ${status} with no error of its own`)
  const code = codeIn(body)
  if (status === 404 && code === undefined && isNoAddress(body)) {
    return { _tag: "Misconfigured", cause: "Dollr does not know the address: is the gateway's URL right?" }
  }
  if (attempt > 1) return unknown(`Dollr answered ${status} to attempt ${attempt}: ${code ?? "no code"}`)
  return { _tag: "Refused", code: code ?? `status_${status}` }
}

const detailIn = (body: string): unknown => {
  const read = readJson(body)
  return read.ok && isJsonObject(read.value) ? read.value["detail"] : undefined
}

/** Whether Dollr itself says that there is no such thing, and not some server that the address is wrong. */
export const isAbsent = ({ body, status }: Answer): boolean => status === 404 && isError(body) && !isNoAddress(body)

/** The type of the first fault is the nearest thing to a code there is. */
const codeIn = (body: string): string | undefined => {
  const detail = detailIn(body)
  const [first] = Array.isArray(detail) ? (detail as readonly unknown[]) : []
  const type = isJsonObject(first) ? first["type"] : undefined
  return typeof type === "string" && /^[\w.-]{1,64}$/.test(type) ? type : undefined
}

/** What the framework says of an address that nothing answers at; of a thing that is not there Dollr says which. */
const isNoAddress = (body: string): boolean => detailIn(body) === "Not Found"
