/** What an answer of Loop's means for the money: only a certain no lets a hold go. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import {
  acknowledgedAs,
  type Answer,
  type Declined,
  type Exchanged,
  outcomeOf,
  parsed,
} from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isOfPayment } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

const readRefund = Schema.decodeUnknownOption(RefundRead)
const readError = Schema.decodeUnknownOption(ErrorRead)

/** What came of sending a refund. */
export const sentOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcomeOf(exchanged, {
    name: "Loop",
    attempt: sending.attempt,
    acknowledged: ({ body }) => acknowledged(sending, body),
    declined,
    refusing: [400, 404, 409, 412, 422],
  })

/** Loop names no currency: what it says is in that of the payment. */
const acknowledged = (sending: Sending, body: string): Outcome => {
  const { payment, refund } = sending
  const read = Option.getOrUndefined(readRefund(parsed(body)))
  const fact = read === undefined ? undefined : factOf(payment.currency, read)
  const isOther = read !== undefined && !isOfPayment(sending, read)
  return acknowledgedAs(isOther ? "another payment" : fact, { amount: refund.claim.paid, currency: payment.currency })
}

const declined = ({ body, status }: Answer): Declined | undefined => {
  const read = readError(parsed(body))
  if (Option.isNone(read)) return undefined
  const { error } = read.value
  // It is the status that is documented, and what it stands for.
  if (status === 409) return { code: "already_refunded" }
  return { code: /^[\w.-]{1,64}$/.test(error) ? error : `status_${status}` }
}

/** What a look-up found, told as it is where it is of the payment: whether it is what was sent is for the desk to say. */
export const foundIn = (sending: Sending, read: RefundRead): ProviderFact | "unknown" =>
  isOfPayment(sending, read) ? (factOf(sending.payment.currency, read) ?? "unknown") : "unknown"
