/** Which lines an ask reaches under its terms: every line, but those the terms exclude. */
import type { Terms } from "../ledger/Terms.ts"
import type { Line } from "../payment/Line.ts"

/** Tells whether the terms keep a line from ever going back, given whether something of it already did. */
export const isExcluded = (line: Line, isTouched: boolean, terms: Terms): boolean => {
  if (line.kind === "tip" && terms.tips === "never") return true
  if (line.kind === "shipping" && (terms.shipping === "never" || (terms.shipping === "once" && isTouched))) return true
  const { nonRefundable } = terms
  if (nonRefundable === undefined) return false
  return (
    (nonRefundable.kinds?.includes(line.kind) ?? false) ||
    line.tags.some((tag) => nonRefundable.tags?.includes(tag) ?? false)
  )
}

/** Tells whether these terms can exclude any line at all. */
export const canExclude = ({ nonRefundable, shipping, tips }: Terms): boolean =>
  nonRefundable !== undefined || shipping !== undefined || tips !== undefined
