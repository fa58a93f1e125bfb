/** What an answer of Pier's means for the money; the table itself is the same for every provider. */
import type { Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { type Answer, type Declined, type Exchanged, outcomeOf, parsed, tellingOf } from "@refund-rules/provider-kit"
import { Option, Schema } from "effect"
import { factOf } from "./mapping.ts"
import { ErrorRead, RefundRead } from "./Wire.ts"

const readError = Schema.decodeUnknownOption(ErrorRead)

export const sentOf = (sending: Sending, exchanged: Exchanged): Outcome =>
  outcomeOf(exchanged, {
    name: "Pier",
    attempt: sending.attempt,
    acknowledged: telling.sent(sending),
    declined,
  })

/** Pier gives our key back: an answer under another one is about another refund. */
const telling = tellingOf<RefundRead>({
  read: Schema.decodeUnknownOption(RefundRead),
  factOf,
  isIt: ({ key }, read) => read.key === key,
})

/** Only what Pier itself calls a problem is a no; anything else says nothing about money. */
const declined = ({ body }: Answer): Declined | undefined =>
  Option.getOrUndefined(Option.map(readError(parsed(body)), ({ problem }) => ({ code: problem })))

/** What a look-up found; undefined only where Pier itself says that there is none. */
export const foundOf = (sending: Sending, exchanged: Exchanged): ProviderFact | undefined | "unknown" => {
  if (exchanged._tag !== "Answered") return "unknown"
  if (exchanged.status === 404 && declined(exchanged) !== undefined) return undefined
  return exchanged.status === 200 ? telling.lookedUp(sending, exchanged) : "unknown"
}
