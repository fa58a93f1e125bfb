/** What somebody wants back: everything, an amount, or amounts and quantities of named lines. */
import type { Fault } from "../money/Result.ts"
import { fault } from "../money/Result.ts"
import { optional, refine, type TypeOf } from "../shape/Shape.ts"
import { list, struct } from "../shape/structures.ts"
import { currency, flag, identifier, integer, minor } from "../shape/values.ts"
import { note, reason } from "./Reason.ts"

const lineAsk = refine(
  struct({
    id: identifier,
    amount: optional(minor),
    quantity: optional(integer(0)),
    taxInclusive: optional(flag),
  }),
  (line, faults) => {
    if (line.amount !== undefined && line.quantity !== undefined) {
      faults.push(fault("amount_and_quantity", "ask a line for an amount or for a quantity, not both", "/quantity"))
    }
    if (line.quantity !== undefined && line.taxInclusive === false) {
      faults.push(
        fault("quantity_without_tax", "units go back with their tax: leave `taxInclusive` out", "/taxInclusive"),
      )
    }
  },
)

/**
 * What is wanted of one line: an amount (gross, or net with `taxInclusive: false`), a quantity, or its rest.
 *
 * @since 0.1.0
 */
export type LineAsk = TypeOf<typeof lineAsk>

export const ask = refine(
  struct({
    amount: optional(minor),
    full: optional(flag),
    lines: optional(list(lineAsk)),
    currency: optional(currency),
    reason: optional(reason),
    note: optional(note),
    refundApplicationFee: optional(flag),
    reverseTransfer: optional(flag),
  }),
  (asked, faults) => {
    if (asked.full === false && asked.amount === undefined && asked.lines === undefined) {
      faults.push(fault("not_full_without_amount", "`full: false` needs an amount or lines", "/full"))
    }
    if (asked.lines !== undefined) linesFaults(asked, asked.lines, faults)
  },
)

/**
 * A wish for money back; nothing but an amount, `full`, or lines says how much, and nothing at all means everything.
 *
 * @since 0.1.0
 */
export type Ask = TypeOf<typeof ask>

const linesFaults = (asked: Pick<Ask, "amount" | "full">, lines: readonly LineAsk[], faults: Fault[]): void => {
  if (lines.length === 0)
    faults.push(fault("no_lines", "name at least one line, or leave `lines` out for everything", "/lines"))
  if (asked.amount !== undefined) {
    faults.push(fault("amount_and_lines", "ask for an amount or for lines, not both", "/amount"))
  }
  if (asked.full === true) faults.push(fault("full_and_lines", "ask for everything or for lines, not both", "/full"))
  const named = new Set<string>()
  lines.forEach(({ id }, index) => {
    if (named.has(id)) faults.push(fault("duplicate_line", `line \`${id}\` is named twice`, `/lines/${index}/id`))
    named.add(id)
  })
}
