/** What an answer of Loop's means for the money: only a certain no lets a hold go. */
import type { Outcome, Sending } from "@refund-rules/engine"
import { type Answer, type Declined, type Exchanged, outcomeOf, parsed, tellingOf } from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf, isMarked, isOfPayment, markIn } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

const readError = Schema.decodeUnknownOption(ErrorRead)

/** What answers tell of a refund. Loop names no currency: what it says is in that of the payment. */
export const telling = tellingOf<RefundRead>({
  read: Schema.decodeUnknownOption(RefundRead),
  factOf: (read, { payment }) => factOf(payment.currency, read),
  isIt: (sending, read) =>
    isOfPayment(sending, read) && (markIn(read.reason) === undefined || isMarked(read.reason, sending.refund.id)),
})

/** What came of sending a refund. */
export const sentOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcomeOf(exchanged, {
    name: "Loop",
    attempt: sending.attempt,
    acknowledged: telling.sent(sending),
    declined,
    refusing: [400, 404, 409, 412, 422],
  })

/** What servers say of an address that nothing answers at; of a thing that is not there Loop says which. */
const NO_ADDRESS = "Not Found"

const declined = ({ body, status }: Answer): Declined | undefined => {
  const read = readError(parsed(body))
  if (Option.isNone(read)) return undefined
  const { error, error_description: described, message } = read.value
  // Loop always says why: a word alone is some server's on the way.
  if (typeof (message ?? described) !== "string") return undefined
  if (status === 404 && error === NO_ADDRESS) return { misplaced: true }
  // It is the status that is documented, and what it stands for.
  if (status === 409) return { code: "already_refunded" }
  return { code: /^[\w.-]{1,64}$/.test(error) ? error : `status_${status}` }
}
