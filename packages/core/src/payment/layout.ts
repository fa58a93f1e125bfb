/** A payment as flat integers: components in line order, each line's taxes before its net; derived, never stored. */
import type { Payment } from "./Payment.ts"

/** Where each line's components stand in the flat lists: `starts[line]` up to, not including, `starts[line + 1]`. */
export interface Layout {
  readonly index: ReadonlyMap<string, number>
  readonly starts: readonly number[]
  readonly captured: readonly number[]
  /** What was captured for each line, with its taxes. */
  readonly gross: readonly number[]
  readonly units: readonly number[]
}

/** The layout of a payment; kept by identity, since a registered payment never changes in place. */
export const layoutOf = (payment: Payment): Layout => {
  const known = layouts.get(payment)
  if (known !== undefined) return known
  const index = new Map<string, number>()
  const starts = [0]
  const captured: number[] = []
  const gross: number[] = []
  payment.lines.forEach((line, at) => {
    index.set(line.id, at)
    let sum: number = line.net
    for (const tax of line.taxes) {
      captured.push(tax.amount)
      sum += tax.amount
    }
    captured.push(line.net)
    gross.push(sum)
    starts.push(captured.length)
  })
  const layout: Layout = { index, starts, captured, gross, units: payment.lines.map((line) => line.quantity) }
  layouts.set(payment, layout)
  return layout
}

const layouts = new WeakMap<Payment, Layout>()
