/** What holds of one line with one tax, whichever way an amount of it is asked for. */
import { openLedger } from "@refund-rules/core"
import fc from "fast-check"
import type { Claimed } from "./Law.ts"
import { frozen, request, same, tell } from "./walk.ts"

interface Taxed {
  readonly net: number
  readonly tax: number
  readonly asked: number
}

/** A line's net and tax, tax above net included, and an amount of its net. */
export const taxedLines: fc.Arbitrary<Taxed> = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.oneof(fc.nat(30_000), fc.nat(200_000)), fc.nat(1_000_000))
  .map(([net, tax, any]) => ({ net, tax, asked: 1 + (any % net) }))

export const ofTaxes: readonly Claimed<Taxed>[] = [
  {
    sentence: "inclusive and exclusive agree for one tax",
    wrong: ({ asked, net, tax }) => {
      const lines = [{ id: "a", kind: "product", quantity: 1, net, taxes: [{ id: "vat", amount: tax }] }]
      const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: net + tax, lines }
      const ledger = openLedger(frozen(payment))
      const claimed = (amount: number, taxInclusive: boolean) =>
        tell(ledger, request("r", { lines: [{ id: "a", amount, taxInclusive }] })).after.refunds[0]?.claim
      const exclusive = claimed(asked, false)
      const inclusive = claimed(exclusive?.paid ?? 0, true)
      return exclusive !== undefined && same(exclusive, inclusive)
        ? undefined
        : `${asked} net of ${net} + ${tax}: ${JSON.stringify([exclusive, inclusive])}`
    },
  },
]
