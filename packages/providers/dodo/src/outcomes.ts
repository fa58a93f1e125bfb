/** What an answer of Dodo's means for the money: only a certain no lets a hold go, and Dodo tells no repeated send. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import {
  acknowledgedAs,
  type Answer,
  type Declined,
  type Exchanged,
  outcomeOf as outcome,
  parsed,
} from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isOfPayment, sentOf } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

const readRefund = Schema.decodeUnknownOption(RefundRead)
const readError = Schema.decodeUnknownOption(ErrorRead)

/** The refund in an answer; undefined where there is none that can be read. */
export const refundIn = ({ body }: Answer): RefundRead | undefined => Option.getOrUndefined(readRefund(parsed(body)))

/** What came of sending a refund. */
export const outcomeOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcome(exchanged, {
    name: "Dodo",
    attempt: sending.attempt,
    acknowledged: (answer) => acknowledged(sending, refundIn(answer)),
    declined,
  })

const acknowledged = (sending: Sending, read: RefundRead | undefined): Outcome => {
  const sent = sentOf(sending)
  const fact = read === undefined ? undefined : factOf(read, sent)
  return acknowledgedAs(fact === undefined || isOfPayment(sending, read!) ? fact : "another payment", sent)
}

/** What a look-up found, told as it is where it is of the payment: whether it is what was sent is for the desk to say. */
export const foundIn = (sending: Sending, read: RefundRead): ProviderFact | "unknown" =>
  isOfPayment(sending, read) ? (factOf(read, sentOf(sending)) ?? "unknown") : "unknown"

/** What an error in Dodo's own words says. */
export const declined = ({ body, status }: Answer): Declined | undefined => {
  const read = Option.getOrUndefined(readError(parsed(body)))
  switch (read?.code) {
    case undefined:
      return undefined
    case "TOO_MANY_REQUESTS":
      return { notNow: true }
    case "INTERNAL_SERVER_ERROR":
    case "UNAUTHORIZED":
      return { uncertain: `Dodo answered ${status} with ${read!.code}` }
    case "PAYMENT_ALREADY_REFUNDED":
      return { code: "already_refunded" }
  }
  return { code: read!.code }
}
