/** What an answer of WooshPay's means for the money: only a certain no lets a hold go. */
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

/** What came of sending a refund. */
export const outcomeOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcome(exchanged, {
    name: "WooshPay",
    attempt: sending.attempt,
    acknowledged: (answer) => {
      const { payment, refund } = sending
      return acknowledgedAs(toldIn(sending, answer), { amount: refund.claim.paid, currency: payment.currency })
    },
    declined: (answer) => errorSaid("WooshPay", answer),
  })

const toldIn = (sending: Sending, { body }: Answer): ProviderFact | "another payment" | undefined => {
  const read = Option.getOrUndefined(readRefund(parsed(body)))
  const fact = read === undefined ? undefined : factOf(read)
  return fact === undefined || isOfPayment(sending, read!) ? fact : "another payment"
}

/** The refund in the answer to a look-up by its id. */
export const foundById = (sending: Sending, answer: Answer): ProviderFact | "unknown" => {
  const told = toldIn(sending, answer)
  return told === undefined || told === "another payment" ? "unknown" : told
}
