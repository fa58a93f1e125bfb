/** What an answer of WooshPay's means for the money: only a certain no lets a hold go. */
import type { Outcome, Sending } from "@refund-rules/engine"
import { errorSaid, type Exchanged, isOfAnother, outcomeOf as outcome, tellingOf } from "@refund-rules/provider-kit"
import { Schema } from "effect"
import { factOf, isOfPayment } from "./mapping.ts"
import { RefundRead } from "./Wire.ts"

/** What answers tell of a refund. */
export const telling = tellingOf<RefundRead>({
  read: Schema.decodeUnknownOption(RefundRead),
  factOf,
  isIt: (sending, read) => isOfPayment(sending, read) && !isOfAnother(sending, read.metadata),
})

/** What came of sending a refund. */
export const outcomeOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcome(exchanged, {
    name: "WooshPay",
    attempt: sending.attempt,
    acknowledged: telling.sent(sending),
    declined: (answer) => errorSaid("WooshPay", answer),
  })
