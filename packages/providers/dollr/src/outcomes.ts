/** What an answer of Dollr's means for the money: only a certain no lets a hold go, and a session moves nothing yet. */
import { decodeAmount } from "@refund-rules/core"
import type { Outcome, Sending } from "@refund-rules/engine"
import {
  acknowledgedAs,
  type Answer,
  type Declined,
  type Exchanged,
  isJsonObject,
  outcomeOf,
  readJson,
} from "@refund-rules/provider-kit"
import { factOf } from "./mapping.ts"
import { readExecution, readSession } from "./Wire.ts"

/** The session that was opened, or what came of the attempt: nothing of it is in doubt, for nothing moved. */
export const openedOf = (sending: Sending, exchanged: Exchanged): number | Outcome => {
  if (exchanged._tag === "Answered" && exchanged.status >= 200 && exchanged.status < 300) {
    return sessionIn(sending, exchanged)
  }
  const outcome = outcomeOf(exchanged, {
    name: "Dollr",
    attempt: sending.attempt,
    acknowledged: () => ({ _tag: "NotNow" }),
    declined,
  })
  // An answer that was lost, or is not understood, costs a session that nobody will execute. A no to a later attempt
  // stays a doubt: it may speak of what an earlier one did.
  const isNo = exchanged._tag === "Answered" && declined(exchanged) !== undefined
  return outcome._tag === "Unknown" && !isNo ? { _tag: "NotNow" } : outcome
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
export const executedOf = (sending: Sending, reference: string, exchanged: Exchanged): Outcome =>
  outcomeOf(exchanged, {
    name: "Dollr",
    attempt: sending.attempt,
    acknowledged: ({ body }) => acknowledged(sending, reference, body),
    declined,
  })

const acknowledged = (sending: Sending, reference: string, body: string): Outcome => {
  const { payment, refund } = sending
  const execution = readExecution(body)
  const fact = execution === undefined ? undefined : factOf(sending, execution)
  const isOther = fact !== undefined && fact.providerRefundId !== reference
  return acknowledgedAs(isOther ? "another payment" : fact, { amount: refund.claim.paid, currency: payment.currency })
}

/** The type of the first fault is the nearest thing to a code there is. */
const declined = ({ body, status }: Answer): Declined | undefined => {
  const detail = detailIn(body)
  if (detail === NO_ADDRESS) return { misplaced: true }
  if (typeof detail === "string" && detail !== "") return { code: `status_${status}` }
  const [first] = Array.isArray(detail) ? (detail as readonly unknown[]) : []
  if (!isJsonObject(first)) return undefined
  const { type } = first
  return { code: typeof type === "string" && /^[\w.-]{1,64}$/.test(type) ? type : `status_${status}` }
}

/** What the framework says of an address that nothing answers at; of a thing that is not there Dollr says which. */
const NO_ADDRESS = "Not Found"

/** Whether Dollr itself says that there is no such thing, and not some server that the address is wrong. */
export const isAbsent = (answer: Answer): boolean => {
  const said = answer.status === 404 ? declined(answer) : undefined
  return said !== undefined && "code" in said
}

const detailIn = (body: string): unknown => {
  const read = readJson(body)
  return read.ok && isJsonObject(read.value) ? read.value["detail"] : undefined
}
