/** What an answer of Pier's means for the money; the table itself is the same for every provider. */
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
import { factOf } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

const readRefund = Schema.decodeUnknownOption(RefundRead)
const readError = Schema.decodeUnknownOption(ErrorRead)

export const sentOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcomeOf(exchanged, {
    name: "Pier",
    attempt: sending.attempt,
    acknowledged: (answer) => acknowledgedAs(factIn(sending, answer), sentAs(sending)),
    declined,
  })

const sentAs = ({ payment: { currency }, refund }: Sending) => ({ amount: refund.claim.paid, currency })

/** Only what Pier itself calls a problem is a no; anything else says nothing about money. */
const declined = ({ body }: Answer): Declined | undefined =>
  Option.getOrUndefined(Option.map(readError(parsed(body)), ({ problem }) => ({ code: problem })))

const factIn = ({ key }: Sending, { body }: Answer): ProviderFact | "another payment" | undefined => {
  const read = Option.getOrUndefined(readRefund(parsed(body)))
  if (read === undefined) return undefined
  return read.key === key ? factOf(read) : "another payment"
}

/** What a look-up found; undefined only where Pier itself says that there is none. */
export const foundOf = (sending: Sending, exchanged: Exchanged): ProviderFact | undefined | "unknown" => {
  if (exchanged._tag !== "Answered") return "unknown"
  if (exchanged.status === 404 && declined(exchanged) !== undefined) return undefined
  const fact = exchanged.status === 200 ? factIn(sending, exchanged) : undefined
  return typeof fact === "object" ? fact : "unknown"
}
