/** A refund is asked for: it holds its money from here on, or nothing happens. */
import type { Asked, Event } from "../ledger/Event.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import { positionOf } from "../ledger/position.ts"
import { fault, ok, refuse, type Fault, type Result } from "../money/Result.ts"
import { withoutEmpty } from "../payment/Metadata.ts"
import { price } from "../quote/price.ts"
import { same } from "../shape/same.ts"
import type { Command } from "./Command.ts"
import { foremostFirst } from "./precedence.ts"
import { codeOf } from "./codes.ts"
import { words } from "./words.ts"

type Request = Extract<Command, { _tag: "Request" }>

export const request = (ledger: Ledger, command: Request): Result<readonly Event[]> => {
  const asked = askedOf(command)
  const known = ledger.refunds.find((refund) => refund.id === command.refundId)
  if (known !== undefined)
    return same(known.asked, asked) ? ok([]) : refuse([taken("refund", command.refundId, "/refundId")])
  const priced = priceOf(ledger, asked)
  if (!priced.ok) return priced
  const { at, refundId, review } = command
  const status = review === true ? "review" : "accepted"
  return ok([{ _tag: "RefundRequested", refundId, at, status, claim: priced.value, ...asked }])
}

/** What was asked, as it is kept and compared. */
export const askedOf = ({ ask, metadata, requestedBy, terms }: Asked): Asked => ({
  ask,
  ...(terms === undefined ? {} : { terms }),
  ...(requestedBy === undefined ? {} : { requestedBy }),
  ...(metadata === undefined ? {} : { metadata: withoutEmpty(metadata) }),
})

/** The claim of what was asked, or every invariant it breaks, the foremost first. */
export const priceOf = (ledger: Ledger, { ask, terms = {} }: Asked): Result<ReturnType<typeof price>["claim"]> => {
  const { payment } = ledger
  const { claim, violations } = price({ payment, ask, position: positionOf(ledger) }, terms)
  if (violations.length === 0) return ok(claim)
  return refuse(foremostFirst(violations).map((one) => fault(codeOf(one), words(one, payment.currency), "/ask")))
}

/** The named conflict of an id that already stands for something else. */
export const taken = (what: string, id: string, path: string): Fault =>
  fault(`${what}_conflict`, `${what} \`${id}\` is known with other content: use a new id, or ask the same again`, path)

/** All claims of a payment together must stay a number that is counted exactly. */
export const tooLarge = (path: string): Fault =>
  fault("sum_too_large", "all claims together would pass 9007199254740991", path)
