/** What an answer of Dodo's means for the money: only a certain no lets a hold go, and Dodo tells no repeated send. */
import type { Outcome, Sending } from "@refund-rules/engine"
import {
  type Answer,
  type Declined,
  type Exchanged,
  isOfAnother,
  outcomeOf as outcome,
  parsed,
  tellingOf,
} from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isOfPayment, sentOf } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

const readRefund = Schema.decodeUnknownOption(RefundRead)
const readError = Schema.decodeUnknownOption(ErrorRead)

/** The refund in an answer; undefined where there is none that can be read. */
export const refundIn = ({ body }: Answer): RefundRead | undefined => Option.getOrUndefined(readRefund(parsed(body)))

/** What answers tell of a refund; what one leaves out is as it was sent. */
export const telling = tellingOf<RefundRead>({
  read: readRefund,
  factOf: (read, sending) => factOf(read, sentOf(sending)),
  isIt: (sending, read) => isOfPayment(sending, read) && !isOfAnother(sending, read.metadata),
})

/** What came of sending a refund. */
export const outcomeOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcome(exchanged, {
    name: "Dodo",
    attempt: sending.attempt,
    acknowledged: telling.sent(sending),
    declined,
  })

/** What an error in Dodo's own words says; a code is written in capitals, and anything else is some server's on the way. */
export const declined = ({ body, status }: Answer): Declined | undefined => {
  const read = Option.getOrUndefined(readError(parsed(body)))
  if (read === undefined || !/^[A-Z][A-Z0-9_]*$/.test(read.code)) return undefined
  switch (read.code) {
    case "TOO_MANY_REQUESTS":
      return { notNow: true }
    case "INTERNAL_SERVER_ERROR":
    case "UNAUTHORIZED":
      return { uncertain: `Dodo answered ${status} with ${read.code}` }
    case "PAYMENT_ALREADY_REFUNDED":
      return { code: "already_refunded" }
  }
  return { code: read.code }
}
