/** The shapes of what the core gives back, so that the answers, too, have schemas; their types are held to the core's own. */
import type { Balance, LineBalance, Shares } from "../ledger/balance.ts"
import type { ClaimedLine, Share } from "../ledger/Claim.ts"
import type { Quote } from "../quote/quote.ts"
import { optional, type Shape } from "../shape/Shape.ts"
import { list, struct } from "../shape/structures.ts"
import { currency, flag, identifier, integer } from "../shape/values.ts"

const amount = integer(0)
const share: Shape<Share> = struct({ id: identifier, amount })

const claimedLine: Shape<ClaimedLine> = struct({
  id: identifier,
  net: amount,
  taxes: list(share),
  amount,
  retained: amount,
  units: amount,
  retainedOf: optional(struct({ net: amount, taxes: list(share) })),
})

export const quote: Shape<Quote> = struct({
  total: amount,
  retained: amount,
  currency,
  lines: list(claimedLine),
  applicationFee: optional(struct({ share: amount, returned: flag })),
  transfer: optional(struct({ share: amount, reversed: flag })),
})

const ofShares = {
  captured: amount,
  refunded: amount,
  held: amount,
  retained: amount,
  disputed: amount,
  remaining: amount,
}
const shares: Shape<Shares> = struct(ofShares)

const lineBalance: Shape<LineBalance> = struct({
  id: identifier,
  units: shares,
  net: shares,
  taxes: list(struct({ id: identifier, ...ofShares })),
})

export const balance: Shape<Balance> = struct({
  ...ofShares,
  excess: amount,
  refundable: amount,
  stranded: amount,
  lines: list(lineBalance),
})
