/** A part of a payment that is refundable on its own, with its tax frozen in integers. */
import type { TypeOf } from "../shape/Shape.ts"
import { optional } from "../shape/Shape.ts"
import { list, listById, struct } from "../shape/structures.ts"
import { identifier, integer, literals, minor, text } from "../shape/values.ts"

export const lineKinds = ["product", "addon", "shipping", "fee", "tip", "adjustment"] as const

export const lineKind = literals(...lineKinds)

/**
 * What a line is: goods, something added to them, shipping, a fee, a tip, or an adjustment.
 *
 * @since 0.1.0
 */
export type LineKind = TypeOf<typeof lineKind>

export const tag = text(1, 100)

const tax = struct({ id: identifier, amount: minor })

/**
 * One tax of a line, as it was charged.
 *
 * @since 0.1.0
 */
export type Tax = TypeOf<typeof tax>

export const lineInput = struct({
  id: identifier,
  kind: lineKind,
  quantity: integer(1, 1_000_000_000),
  net: minor,
  taxes: listById(tax, "duplicate_tax"),
  tags: optional(list(tag)),
})

export type LineInput = TypeOf<typeof lineInput>

/**
 * A line of a registered payment: its `net` and `taxes` are final and are never computed again from rates.
 *
 * @since 0.1.0
 */
export interface Line extends LineInput {
  readonly tags: readonly string[]
}

/** What was paid for a line, tax included. */
export const grossOf = (line: { readonly net: number; readonly taxes: readonly Tax[] }): number => {
  let gross: number = line.net
  for (const one of line.taxes) gross += one.amount
  return gross
}
