/** What an answer of Stripe's means for the money: one total table, and only a certain no lets a hold go. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import {
  acknowledgedAs,
  type Answer,
  errorSaid,
  type Exchanged,
  outcomeOf as outcome,
  parsed,
} from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isOfPayment } from "./mapping.ts"
import { RefundRead } from "./Wire.ts"

const readRefund = Schema.decodeUnknownOption(RefundRead)

/** What came of sending a refund, or of anything else that may move money. */
export const outcomeOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcome(exchanged, {
    name: "Stripe",
    attempt: sending.attempt,
    acknowledged: ({ body }) => acknowledged(sending, body),
    declined: (answer) => errorSaid("Stripe", answer),
  })

const acknowledged = (sending: Sending, body: string): Outcome => {
  const read = Option.getOrUndefined(readRefund(parsed(body)))
  const fact = read === undefined ? undefined : factOf(read)
  const { payment, refund } = sending
  return acknowledgedAs(fact === undefined || isOfPayment(sending, read!) ? fact : "another payment", {
    amount: refund.claim.paid,
    currency: payment.currency,
  })
}

/** What a look-up found, told as it is where it is of the payment: whether it is what was sent is for the desk to say. */
export const foundIn = (sending: Sending, read: RefundRead): ProviderFact | "unknown" =>
  isOfPayment(sending, read) ? (factOf(read) ?? "unknown") : "unknown"

/** The refund in the answer to a look-up by its id. */
export const foundById = (sending: Sending, { body }: Answer): ProviderFact | "unknown" => {
  const read = readRefund(parsed(body))
  return Option.isNone(read) ? "unknown" : foundIn(sending, read.value)
}
