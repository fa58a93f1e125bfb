/** Asks for a given payment: they name its lines, for amounts at, below and above what there is. */
import fc from "fast-check"
import { askKind } from "../cases/kinds.ts"
import { Readable } from "../cases/simpler.ts"
import type { Ask, LineInput, PaymentInput } from "../oracle/Command.ts"

/**
 * Asks for everything, for an amount, or for amounts and units of lines of this payment.
 *
 * @example
 * ```ts
 * import { asks } from "@refund-rules/testing"
 * import fc from "fast-check"
 *
 * const payment = { provider: "sandbox", references: {}, currency: "EUR", captured: 1000 }
 * fc.sample(asks(payment), 20).every(({ lines = [] }) => lines.every(({ id }) => id === "payment")) // => true
 * ```
 *
 * @since 0.1.0
 */
export const asks = (payment: PaymentInput): fc.Arbitrary<Ask> => {
  const { captured } = payment
  const lines = payment.lines ?? [{ id: "payment", kind: "product", quantity: 1, net: captured, taxes: [] }]
  const some = fc.subarray([...lines], { minLength: 1, maxLength: Math.min(3, lines.length) })
  const drawn: fc.Arbitrary<Ask> = fc.oneof(
    fc.constantFrom<Ask>({}, { full: true }),
    around(captured).map((amount) => ({ amount })),
    some.chain((named) => fc.tuple(...named.map(lineAsk)).map((asked) => ({ lines: asked }))),
  )
  return new Readable(drawn, askKind(payment))
}

const lineAsk = ({ id, net, quantity, taxes }: LineInput) => {
  const gross = taxes.reduce((total, { amount }) => total + amount, net)
  return fc.oneof(
    fc.constant({ id }),
    around(quantity).map((units) => ({ id, quantity: units })),
    around(gross).map((amount) => ({ id, amount })),
    around(net).map((amount) => ({ id, amount, taxInclusive: false })),
  )
}

/** Nothing, one, the whole, half of it, and one beside each. */
const around = (whole: number): fc.Arbitrary<number> =>
  fc.constantFrom(
    ...[0, 1, whole, whole - 1, whole + 1, Math.floor(whole / 2), Math.ceil(whole / 2), 2 ** 31, 2 ** 53 - 1].filter(
      (one) => one >= 0 && Number.isSafeInteger(one),
    ),
  )
